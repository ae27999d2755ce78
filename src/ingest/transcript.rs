//! Whether a text is a transcript, and where its turns begin and end.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    labels::{self, Label, Shape},
    lines::{Line, Wrap, ends_sentence},
};

/// What a line means for the turns.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Mark {
    /// A turn begins.
    Turn(Label),
    /// What follows is nobody's: `END 1:45 P.M. EST`.
    End,
}

/// Decides which lines of a text begin or end turns, by the evidence of all of them together;
/// sorted by line, and empty where the text is no transcript.
pub(super) fn marks(text: &str, lines: &[Line], wrap: Option<Wrap>) -> Vec<(usize, Mark)> {
    let starts = |at: usize| {
        at == 0 || lines[at - 1].is_blank() || {
            let (before, line) = (&lines[at - 1], &lines[at]);
            !wrap.is_some_and(|wrap| wrap.joins(text, before, line))
        }
    };
    let mut candidates = Vec::new();
    let mut paragraphs = 0_usize;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
        let label = labels::of(line.of(text));
        let sure = label.as_ref().is_some_and(|label| label.shape == Shape::Titled);
        let start = starts(at);
        paragraphs += usize::from(start);
        if let Some(label) = label.filter(|_| start || sure) {
            candidates.push((at, label));
        }
    }
    let evidence = Evidence::new(text, lines, &candidates, paragraphs);
    let mut turns: Vec<(usize, Label)> = candidates
        .into_iter()
        .filter(|(at, label)| evidence.is_turn(text, &lines[*at], label))
        .collect();
    if turns.is_empty() {
        turns = alone(text, lines, wrap);
    }
    let Some((first, _)) = turns.first() else { return Vec::new() };
    let first = *first;
    let mut marks: Vec<(usize, Mark)> =
        turns.into_iter().map(|(at, label)| (at, Mark::Turn(label))).collect();
    let ends = lines.iter().enumerate().skip(first);
    marks.extend(
        ends.filter(|(_, line)| !line.is_blank() && is_end(line.of(text)))
            .map(|(at, _)| (at, Mark::End)),
    );
    marks.sort_by_key(|(at, _)| *at);
    marks
}

/// What the labels of a text say about each other.
#[expect(clippy::struct_excessive_bools, reason = "each is the answer for a shape of label")]
struct Evidence {
    /// Labels in capitals and bare `Q`s are turns.
    dialog: bool,
    /// Names in upper and lower case are turns.
    names: bool,
    /// `Q` and `A` are turns.
    answers: bool,
    times: FxHashMap<String, usize>,
    /// Names before a full stop are turns.
    stops: bool,
    /// All is in capitals, so that they say nothing.
    loud: bool,
    /// Last words of the labels in capitals.
    surnames: FxHashSet<String>,
}

impl Evidence {
    fn new(text: &str, lines: &[Line], candidates: &[(usize, Label)], paragraphs: usize) -> Self {
        let mut times: FxHashMap<String, usize> = FxHashMap::default();
        let mut shapes = [0_usize; 9];
        let (mut words, mut whole) = (0_usize, 0_usize);
        let mut surnames = FxHashSet::default();
        for (index, (at, label)) in candidates.iter().enumerate() {
            let line = lines[*at].of(text);
            let next = candidates.get(index + 1).map_or(lines.len(), |(next, _)| *next);
            *times.entry(line[label.name.clone()].to_owned()).or_default() += 1;
            shapes[label.shape as usize] += 1;
            words += line.len() - label.words;
            whole += usize::from(ends_whole(text, &lines[*at..next]));
            if matches!(label.shape, Shape::Titled | Shape::Capitals) {
                surnames.extend(surname(&line[label.name.clone()]));
            }
        }
        let count = |shape: Shape| shapes[shape as usize];
        // How many labels that only recurrence makes sure of recur, and how often they stand.
        let recurring = |wanted: &[Shape]| {
            let mut names = FxHashSet::default();
            let mut all = 0_usize;
            for (at, label) in candidates.iter().filter(|(_, label)| wanted.contains(&label.shape))
            {
                let name = &lines[*at].of(text)[label.name.clone()];
                if times[name] > 1 {
                    all += 1;
                    names.insert(name);
                }
            }
            (names.len(), all)
        };
        // Lists and forms repeat their labels too, but say no sentences.
        let sentences = words / candidates.len().max(1) >= 12 && whole * 5 >= candidates.len() * 3;
        let (loud, louds) = recurring(&[Shape::Capitals, Shape::Crowd]);
        let dialog = count(Shape::Titled) > 0
            || (sentences && loud > 1 && louds > 3 && louds * 5 > paragraphs)
            || (loud > 0 && count(Shape::BareQ) > 1)
            || (count(Shape::Crowd) > 1 && loud > 0 && recurring(&[Shape::Capitals]).0 > 0);
        let (quiet, quiets) = recurring(&[Shape::Name, Shape::TitledName, Shape::Crowd]);
        let personal = count(Shape::TitledName) + count(Shape::Crowd) + count(Shape::BareQ);
        let names = sentences
            && ((quiet > 1 && quiets > 3 && quiets * 4 > paragraphs)
                || (count(Shape::TitledName) > 0 && personal > 1 && personal * 5 > paragraphs * 4));
        let asked = count(Shape::Crowd) + count(Shape::BareQ);
        let answered = count(Shape::Answer);
        let answers = answered > 1 && asked > 1 && answered.abs_diff(asked) <= asked / 2 + 1;
        let stopped = count(Shape::Stopped);
        let stops = stopped > 2 && recurring(&[Shape::Stopped]).0 > 0 && stopped * 4 > paragraphs;
        let small = |text: &str| text.bytes().any(|byte| byte.is_ascii_lowercase());
        let mut spoken = candidates.iter().map(|(at, label)| &lines[*at].of(text)[label.words..]);
        let loud = !spoken.any(small);
        Self { dialog, names, answers, times, stops, loud, surnames }
    }

    fn is_turn(&self, text: &str, line: &Line, label: &Label) -> bool {
        let name = &line.of(text)[label.name.clone()];
        let recurs = || self.times.get(name).is_some_and(|times| *times > 1);
        let known = || surname(name).is_some_and(|surname| self.surnames.contains(&surname));
        match label.shape {
            Shape::Titled | Shape::Alone => true,
            Shape::Crowd | Shape::BareQ => self.dialog || self.names || self.answers,
            Shape::Answer => self.answers,
            Shape::Capitals => self.dialog && (!self.loud || recurs()),
            Shape::Stopped => self.stops,
            Shape::TitledName => self.names || (self.dialog && (recurs() || known())),
            Shape::Name => {
                let one = !name.contains(' ');
                (self.names && recurs()) || (self.dialog && known() && (one || recurs()))
            }
        }
    }
}

/// The last word of a name, in capitals.
fn surname(name: &str) -> Option<String> {
    name.split_whitespace().next_back().map(str::to_uppercase)
}

/// Whether the paragraph that begins with `lines` ends as a sentence does, or breaks off.
fn ends_whole(text: &str, lines: &[Line]) -> bool {
    let last = lines.iter().take_while(|line| !line.is_blank()).last();
    last.is_some_and(|line| {
        let line = line.of(text);
        ends_sentence(line) || line.ends_with(['—', '–', '-'])
    })
}

/// Labels alone on a line with the words below, as in minutes: `Councillor Berg`.
fn alone(text: &str, lines: &[Line], wrap: Option<Wrap>) -> Vec<(usize, Label)> {
    if wrap.is_some() {
        return Vec::new();
    }
    let mut found: Vec<(usize, Label)> = Vec::new();
    let mut written = 0_usize;
    let mut before = None;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_blank()) {
        written += 1;
        let words = line.of(text);
        // Speech goes before a label, or nothing; and speech comes after it.
        let free = before
            .is_none_or(|before: &Line| lines[at - 1].is_blank() || ends_sentence(before.of(text)));
        let spoken = lines.get(at + 1).is_some_and(|next| {
            let next = next.of(text);
            labels::alone(next).is_none()
                && (next.len() > 80 || (!next.is_empty() && ends_sentence(next)))
        });
        before = Some(line);
        if let Some(label) = labels::alone(words).filter(|_| free && spoken) {
            found.push((at, label));
        }
    }
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, _) in &found {
        *times.entry(lines[*at].of(text)).or_default() += 1;
    }
    let recurring = times.values().any(|times| *times > 1);
    let enough = (found.len() > 1 && found.len() * 4 >= written)
        || (found.len() > 3 && recurring && found.len() * 12 >= written);
    if enough { found } else { Vec::new() }
}

/// Whether `line` closes a transcript: `END`, `END 1:45 P.M. EST`, `# # #`, or a bare time of day.
fn is_end(line: &str) -> bool {
    const LONGEST: usize = 160; // Some are set to the right with blanks that do not break.
    if line.len() > LONGEST {
        return false;
    }
    let mut words =
        line.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    let headings = ["PREPARED STATEMENT", "STATEMENT OF", "OPENING STATEMENT", "ORAL ARGUMENT"];
    if headings.iter().any(|heading| line.starts_with(heading)) {
        return !line.bytes().any(|byte| byte.is_ascii_lowercase());
    }
    match words.next() {
        None => line.contains('#'),
        Some("END" | "End") => words.all(is_of_a_time),
        Some(word) => {
            word.len() <= 2
                && line.starts_with(|char: char| char.is_ascii_digit())
                && line.contains(':')
                && line.contains(['P', 'A', 'p', 'a'])
                && words.all(is_of_a_time)
        }
    }
}

/// Whether `word` is part of `1:45 P.M. EST (Local)`.
fn is_of_a_time(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(
            word,
            "p" | "m" | "a" | "pm" | "am" | "Local" | "local" | "time" | "Time" | "OF"
        )
        || (word.len() <= 5 && word.bytes().all(|byte| byte.is_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::{super::lines, *};

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let split = lines::split(text, 0..text.len());
        let wrap = lines::wrap(text, &split);
        let found: Vec<&str> = marks(text, &split, wrap)
            .iter()
            .map(|(at, mark)| match mark {
                Mark::Turn(label) => &split[*at].of(text)[label.name.clone()],
                Mark::End => "-",
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn briefings_are_transcripts() {
        check(
            "Harbor Hall\n\n4:49 P.M. EDT\n\nMR. BERG: Good afternoon.\n\nQ Will it open?\n\n\
             MR. BERG: Yes.\n\nSUBJECT: ignored\n\nAIDE: Thanks.\n\nEND 5:10 P.M. EDT",
            &["MR. BERG", "Q", "MR. BERG", "AIDE", "-"],
        );
    }

    #[test]
    fn names_in_lower_case_need_company() {
        let transcript = "Jo Berg: We looked at the cranes twice.\n\
                          Ann Costa: And what did you find, if one may ask?\n\
                          Jo Berg: Rust, mostly, and a little hope.\n\
                          Ann Costa: How long will the repair take?\n";
        check(transcript, &["Jo Berg", "Ann Costa", "Jo Berg", "Ann Costa"]);
        check(
            "The harbor opened.\n\nJo Berg: “We looked twice.”\n\nKey points: none.\n\nIt closed.\n",
            &[],
        );
        check("Berg: 40%\nCosta: 38%\n\nBerg: 41%\nCosta: 39%\n", &[]);
    }

    #[test]
    fn questions_need_answers() {
        check(
            "Q: Is it open?\n\nA: It is.\n\nQ: Since when?\n\nA: Since May.\n",
            &["Q", "A", "Q", "A"],
        );
        check("Q: Is it open?\n\nIt is, the harbor board says.\n", &[]);
        check("Q is a letter.\n\nQ is used little.\n", &[]);
    }

    #[test]
    fn labels_alone_need_speech_below() {
        check(
            "Councillor Eadie\nYes, yes.\nMayor Berg\nThank you very much.\n",
            &["Councillor Eadie", "Mayor Berg"],
        );
        check("Present were\nCouncillor Eadie\nMayor Berg\nCouncillor Costa\n", &[]);
    }

    #[test]
    fn memos_are_not_transcripts() {
        check(
            "TO: All\nFROM: The board\nSUBJECT: Cranes\n\nNOTE: They rust.\n\nDETAILS: None.\n",
            &[],
        );
    }

    #[test]
    fn ends_are_known() {
        for line in [
            "END",
            "END 1:45 P.M. EST",
            "# # #",
            r"\###",
            "END                 3:51 P.M. EDT",
            "3:25 P.M. BST",
            "11:45 P.M. (Local)",
            "-END-",
        ] {
            assert!(is_end(line), "{line}");
        }
        for line in ["END OF STORY, he said", "10:30 was late", "Ends", "The end", "2: Paris", "—"]
        {
            assert!(!is_end(line), "{line}");
        }
    }
}
