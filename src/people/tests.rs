//! Rules applied to documents made by hand.

use super::*;
use crate::model::{
    Attribution, Document, Kind, Paragraph, Span, Speaker, SpeakerKind, Statement, Turn, Wording,
};

/// A document under way, whose statements are its lines.
struct Draft {
    document: Document,
    statements: Vec<Statement>,
}

fn speaker(name: &str) -> Speaker {
    let kind = SpeakerKind::Person;
    Speaker { name: name.to_owned(), as_written: None, kind, role: None }
}

fn draft(path: &str) -> Draft {
    let document =
        Document { key: format!("news/{path}"), path: path.to_owned(), ..Document::default() };
    Draft { document, statements: Vec::new() }
}

impl Draft {
    fn says(mut self, name: &str, quote: &str, change: impl Fn(&mut Statement)) -> Self {
        let start = self.document.text.len();
        self.document.text.push_str(quote);
        let span = Span::new(start, self.document.text.len());
        self.document.text.push('\n');
        self.document.paragraphs.push(Paragraph { span, turn: None });
        let mut statement = Statement {
            ordinal: u32::try_from(self.statements.len()).unwrap() + 1,
            primary: true,
            parent: None,
            joint_with: Vec::new(),
            spans: vec![span],
            quoted: vec![span],
            context: span,
            kind: Kind::Direct,
            wording: Wording::Own,
            speaker: (!name.is_empty()).then(|| speaker(name)),
            via: Vec::new(),
            addressees: Vec::new(),
            cue: None,
            attribution: Attribution::Cue,
            confidence: 0.5,
            said: None,
            topics: Vec::new(),
        };
        change(&mut statement);
        self.statements.push(statement);
        self
    }

    /// Puts the last statement under the label of a transcript.
    fn under(mut self, label: &str) -> Self {
        let turn = u32::try_from(self.document.turns.len()).unwrap();
        self.document.turns.push(Turn { name: Some(label.to_owned()), ..Turn::default() });
        self.document.paragraphs.last_mut().unwrap().turn = Some(turn);
        let last = self.statements.last_mut().unwrap();
        if last.parent.is_none() && last.via.is_empty() {
            last.attribution = Attribution::Turn;
        }
        self
    }

    /// Who says what by `rules`, and what became of the corrections.
    fn by(mut self, rules: &str) -> String {
        let (overlay, errors) = Overlay::parse(rules);
        assert_eq!(errors, []);
        let outcomes = overlay.apply(&self.document, &mut self.statements);
        let named =
            |all: &[Speaker]| all.iter().map(|it| it.name.as_str()).collect::<Vec<_>>().join("+");
        let said = self.statements.iter().map(|it| {
            let name = it.speaker.as_ref().map_or("?", |speaker| &speaker.name);
            let sure = if 0.99 < it.confidence { "!" } else { "" };
            let lists = [("<", &it.via), (">", &it.addressees), ("&", &it.joint_with)];
            let lists = lists.iter().filter(|(_, all)| !all.is_empty());
            let lists = lists.map(|(mark, all)| format!(" {mark} {}", named(all)));
            let lists = lists.collect::<Vec<_>>().concat();
            format!("{name}{sure}{lists}")
        });
        let verdicts = outcomes.iter().map(|it| format!("{:?} {:?}", it.verdict, it.statements));
        said.chain(verdicts).collect::<Vec<_>>().join("; ")
    }
}

fn person(name: &str, aliases: &str) -> String {
    format!("[[person]]\nname = \"{name}\"\naliases = [{aliases}]\n")
}

fn correction(target: &str, rest: &str) -> String {
    format!("[[correction]]\ndocument = \"news/a.txt\"\n{target}\n{rest}\n")
}

#[test]
fn an_alias_is_led_back_wherever_it_stands() {
    let it = draft("a.txt").says("A. OKOYE", "Yes.", |it| {
        it.via = vec![speaker("Jo"), speaker("a okoye")];
        it.addressees = vec![speaker("The Mayor")];
        it.joint_with = vec![speaker("Ada Okoye"), speaker("Ben")];
    });
    let rules = person("Ada Okoye", "\"A. Okoye\", \"the mayor\"");
    assert_eq!(it.by(&rules), "Ada Okoye < Jo+Ada Okoye > Ada Okoye & Ben");
}

#[test]
fn no_rule_changes_nothing() {
    let it =
        || draft("a.txt").says("Jonas Miller", "Yes.", |_| {}).says("J. Miller", "No.", |_| {});
    assert_eq!(it().by(""), "Jonas Miller; J. Miller");
    assert_eq!(it().by(&person("Ada", "\"Miller\"")), "Jonas Miller; J. Miller");
}

#[test]
fn a_split_holds_where_all_of_it_does() {
    let it = |path: &str| {
        let mut it = draft(path)
            .says("Jo Hale", "One.", |_| {})
            .says("Jo Hale", "Two.", |it| {
                it.speaker.as_mut().unwrap().role = Some("The Mayor".into());
            })
            .says("Jo Hale", "Three.", |it| {
                it.speaker.as_mut().unwrap().role = Some("poet".into());
            });
        it.document.outlet = Some("Harbor Wire".to_owned());
        it.document.published = "2031-05-02".parse().ok();
        it
    };
    let split =
        |place: &str| format!("[[split]]\nname = \"Jo Hale\"\nas = \"Jo Hale (poet)\"\n{place}\n");
    let all = "Jo Hale (poet); Jo Hale (poet); Jo Hale (poet)";
    let none = "Jo Hale; Jo Hale; Jo Hale";
    for (place, found) in [
        ("document = \"council\"", all),
        ("document = \"council/\"", all),
        ("document = \"news/council/minutes.md\"", all),
        ("document = \"c*/m*s.md\"", all),
        ("document = \"*minutes*\"", all),
        ("document = \"minutes.md\"", none),
        ("document = \"coun\"", none),
        ("document = \"council/m*x\"", none),
        ("outlet = \"harbor wire\"", all),
        ("outlet = \"Wire\"", none),
        ("date = \"2031-05\"", all),
        ("date = \"2031-06..2032\"", none),
        ("date = \"2031\"\noutlet = \"Wire\"", none),
        // Who has no role beside the name may be either: both are in the document.
        ("role = \"poet\"", "Jo Hale (poet); Jo Hale; Jo Hale (poet)"),
        ("role = \"lord mayor\"", none),
    ] {
        assert_eq!(it("council/minutes.md").by(&split(place)), found, "{place}");
    }
    let rules = split("role = \"poet\"") + &person("Jo Hale", "\"J. Hale\"");
    let it = draft("b").says("J. Hale", "One.", |it| {
        it.speaker.as_mut().unwrap().role = Some("Poet".into());
    });
    assert_eq!(it.by(&rules), "Jo Hale (poet)");
}

#[test]
fn a_correction_finds_its_statement() {
    let it = || {
        draft("a.txt")
            .says("Jo", "The lock stays shut.", |_| {})
            .says("Ben", "Yes.", |_| {})
            .says("", "Yes.", |_| {})
            .says("Ben", "The lock is open.", |it| {
                it.via = vec![speaker("Ada Okoye"), speaker("Cy")];
                it.joint_with = vec![speaker("Ada Okoye")];
            })
    };
    let by_ada = |target: &str| correction(target, "speaker = \"Ada Okoye\"");
    let open = quote_hash("The lock is open.");
    for (rules, found) in [
        (
            by_ada("quote = \"the lock stays\""),
            "Ada Okoye!; Ben; ?; Ben < Ada Okoye+Cy & Ada Okoye; Holds [1]",
        ),
        (
            by_ada(&format!("quote = \"The\"\nhash = \"{open:016x}\"")),
            "Jo; Ben; ?; Ada Okoye! < Cy; Holds [4]",
        ),
        (by_ada("quote = \"the lock sta\""), "Jo; Ben; ?; Ben < Ada Okoye+Cy & Ada Okoye; Gone []"),
        (by_ada("quote = \"The lock\""), "Jo; Ben; ?; Ben < Ada Okoye+Cy & Ada Okoye; Several []"),
        (
            by_ada("quote = \"Yes\"\nnth = 2\nof = 2"),
            "Jo; Ben; Ada Okoye!; Ben < Ada Okoye+Cy & Ada Okoye; Holds [3]",
        ),
        (
            by_ada("quote = \"Yes\"\nnth = 2\nof = 3"),
            "Jo; Ben; ?; Ben < Ada Okoye+Cy & Ada Okoye; Gone []",
        ),
        (
            correction("quote = \"The lock stays\"", "nobody = true\nwas = \"jo\""),
            "?!; Ben; ?; Ben < Ada Okoye+Cy & Ada Okoye; Holds [1]",
        ),
    ] {
        assert_eq!(it().by(&rules), found, "{rules}");
    }
}

#[test]
fn a_correction_holds_as_long_as_the_text_gives_whom_it_gave() {
    let it = |name: &str| draft("a.txt").says(name, "Yes.", |_| {});
    let rules = correction("quote = \"Yes\"", "speaker = \"Ada\"\nwas = \"Jo\"");
    assert_eq!(it("jo").by(&rules), "Ada!; Holds [1]");
    assert_eq!(it("ADA").by(&rules), "ADA!; Holds [1]", "the text agrees by now");
    assert_eq!(it("Ben").by(&rules), "Ben; Otherwise []");
    assert_eq!(it("").by(&rules), "?; Otherwise []");
    let rules = correction("quote = \"Yes\"", "speaker = \"Ada\"\nwas = \"\"");
    assert_eq!(it("").by(&rules), "Ada!; Holds [1]");
    assert_eq!(it("Jo").by(&rules), "Jo; Otherwise []");
    // What the text gives is compared, whatever else it is called.
    let rules = correction("quote = \"Yes\"", "speaker = \"Ada\"\nwas = \"Jo\"");
    let rules = rules + &person("Johanna", "\"Jo\"") + &person("Ada Okoye", "\"Ada\"");
    assert_eq!(it("Jo").by(&rules), "Ada Okoye!; Holds [1]");
}

#[test]
fn who_reports_it_is_corrected_too() {
    let it = || {
        draft("a.txt")
            .says("Jo", "Ben says yes, Cy said.", |_| {})
            .says("Cy", "Ben says yes.", |it| {
                it.parent = Some(1);
                it.via = vec![speaker("Jo")];
            })
            .says("Ben", "Yes.", |it| {
                it.parent = Some(2);
                it.via = vec![speaker("Cy"), speaker("Jo")];
            })
    };
    let rules = |rest: &str| correction("quote = \"Ben says yes, Cy\"", rest);
    assert_eq!(it().by(&rules("speaker = \"Ada\"")), "Ada!; Cy < Ada; Ben < Cy+Ada; Holds [1]");
    assert_eq!(it().by(&rules("nobody = true")), "?!; Cy; Ben < Cy; Holds [1]");
}

#[test]
fn a_label_is_corrected_with_all_that_stands_under_it() {
    let it = || {
        draft("a.txt")
            .says("Miller", "One.", |_| {})
            .under("MR. MILLER")
            .says("Ben", "Two.", |it| it.via = vec![speaker("Miller")])
            .under("MR. MILLER")
            .says("Okoye", "Three.", |_| {})
            .under("MS. OKOYE")
            .says("Miller", "Four.", |_| {})
            .under("Mr Miller")
    };
    let turn = correction("turn = \"MR. MILLER\"", "speaker = \"Jo Miller\"\nwas = \"Miller\"");
    assert_eq!(it().by(&turn), "Jo Miller!; Ben < Miller; Okoye; Jo Miller!; Holds [1, 4]");
    let one = correction("quote = \"Four\"", "speaker = \"Cy\"");
    let both = "Jo Miller!; Ben < Miller; Okoye; Cy!; Holds [1, 4]; Holds [4]";
    assert_eq!(it().by(&(turn + &one)), both, "one statement is more than its label");
    let none = correction("turn = \"THE CHAIR\"", "nobody = true");
    assert_eq!(it().by(&none), "Miller; Ben < Miller; Okoye; Miller; Gone []");
}

#[test]
fn a_correction_that_is_made_finds_its_statement() {
    let it = || {
        draft("a.txt")
            .says("Jo", "Yes, “indeed” — of course.", |_| {})
            .says("", "Yes, indeed - of course!", |_| {})
            .under("Q")
    };
    let original = it();
    let of = |ordinal, turn: bool| {
        let make = if turn { Correction::of_turn } else { Correction::of_statement };
        make(&original.document, &original.statements, ordinal, Some("Ada"))
    };
    let text = correct("", &of(2, false).unwrap()).unwrap().unwrap();
    assert_eq!(it().by(&text), "Jo; Ada!; Holds [2]", "{text}");
    let text = correct("", &of(2, true).unwrap()).unwrap().unwrap();
    assert_eq!(it().by(&text), "Jo; Ada!; Holds [2]", "{text}");
    assert_eq!(of(1, true), None);
    assert_eq!(of(9, false), None);
}
