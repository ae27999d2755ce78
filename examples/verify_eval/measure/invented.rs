//! Quotes that nobody said: political prose from a grammar and a list of words, both written for
//! this.

use super::random::Random;

const SUBJECTS: &[&str] = &[
    "we",
    "this administration",
    "the American people",
    "our allies",
    "my colleagues and I",
    "working families",
    "the teachers of this state",
    "the people of this valley",
    "our farmers",
    "the men and women in uniform",
    "every nurse I have met",
    "the ranchers out here",
    "this Congress",
    "the small towns along the river",
];
const MODALS: &[&str] = &[
    "will never stop trying to",
    "are going to",
    "have every reason to",
    "cannot afford to",
    "have been asked to",
    "did not come here to",
    "want nothing more than to",
    "are ready to",
    "have a duty to",
    "will find the courage to",
    "are not going to",
    "should be allowed to",
];
const VERBS: &[&str] = &[
    "rebuild",
    "defend",
    "mortgage",
    "repaint",
    "inherit",
    "protect",
    "walk away from",
    "ration",
    "honor",
    "barter with",
    "modernize",
    "shoulder",
    "harvest",
    "apologize for",
    "quietly retire",
    "pay twice for",
];
const THINGS: &[&str] = &[
    "the old grain terminals",
    "the promise of a fair wage",
    "the orchards our parents planted",
    "a lighthouse budget",
    "the bridges of the last century",
    "clean water for the uplands",
    "the quiet work of diplomacy",
    "an honest census",
    "the broken ferry schedules",
    "the future of the salt marshes",
    "the patience of our neighbors",
    "a decent pension",
    "the copper mines",
    "every last vineyard subsidy",
    "the night trains",
    "the school lunch line",
];
const TURNS: &[&str] = &[
    "and let me be clear about that",
    "and that is not a threat, it is arithmetic",
    "because nobody in this room was elected to count umbrellas",
    "because that is who we are as a country",
    "no matter how long the winter takes",
    "and I say this as the grandson of a beekeeper",
    "and history will not grade us on a curve",
    "with the dignity that a Tuesday morning deserves",
    "for our children and their children",
    "one kitchen table at a time",
    "whether the almanac agrees or not",
    "and the world is watching how we treat the tide",
    "as long as I have a pencil in this office",
    "because a bakery cannot run on applause",
    "and we will do it together",
];
const OPENINGS: &[&str] = &[
    "Look,",
    "Let me say this about the canals:",
    "I told the governors last spring that",
    "Make no mistake,",
    "The truth is that",
    "As my grandmother told the tax collector,",
    "I have said it in barns and I will say it here:",
    "Here is the deal:",
    "You know as well as I do that",
    "After a year of listening to ferrymen,",
    "Folks,",
    "",
];

/// `n` of them, each once.
pub fn quotes(random: &mut Random, n: usize) -> Vec<String> {
    let mut quotes = Vec::with_capacity(n);
    while quotes.len() < n {
        let sentence = |random: &mut Random| {
            let parts = [
                *random.of(SUBJECTS),
                *random.of(MODALS),
                *random.of(VERBS),
                *random.of(THINGS),
                *random.of(TURNS),
            ];
            let n_parts = 4 + random.below(2);
            parts[..n_parts].join(" ")
        };
        let opening = *random.of(OPENINGS);
        let mut quote = format!("{opening} {}", sentence(random)).trim().to_owned();
        if random.below(3) == 0 {
            quote = format!("{quote}, and {}", sentence(random));
        }
        quote.push('.');
        if !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    quotes
}
