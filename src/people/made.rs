//! A correction of a statement, made so that it finds it again.

use super::{Correction, Target, rules::quote_hash};
use crate::model::{Document, Statement};

/// How many words of a quote are written down for people.
const WORDS: usize = 10;

impl Correction {
    /// Says that the statement of that `ordinal` is by `speaker`, `None` being nobody; `statements`
    /// are those of `document` as its text gives them. `None` where there is no such statement.
    pub fn of_statement(
        document: &Document,
        statements: &[Statement],
        ordinal: u32,
        speaker: Option<&str>,
    ) -> Option<Self> {
        let quote = |statement: &Statement| {
            let pieces: Vec<_> = statement.spans.iter().map(|it| document.plain(*it)).collect();
            pieces.join(" ")
        };
        let statement = statements.iter().find(|it| it.ordinal == ordinal)?;
        let own = quote(statement);
        let hash = quote_hash(&own);
        let same = statements.iter().filter(|it| quote_hash(&quote(it)) == hash);
        let same: Vec<u32> = same.map(|it| it.ordinal).collect();
        let nth = 1 + same.iter().position(|other| *other == ordinal)?;
        let number = |n: usize| u32::try_from(n).ok();
        let words: Vec<&str> = own.split_whitespace().take(WORDS).collect();
        let target = Target::Quote {
            words: words.join(" "),
            hash: Some(hash),
            nth: if same.len() == 1 { None } else { Some((number(nth)?, number(same.len())?)) },
        };
        Some(Self::new(document, target, statement, speaker))
    }

    /// Says that all that stands under the label of that statement's turn is by `speaker`. `None`
    /// where it stands under none.
    pub fn of_turn(
        document: &Document,
        statements: &[Statement],
        ordinal: u32,
        speaker: Option<&str>,
    ) -> Option<Self> {
        let statement = statements.iter().find(|it| it.ordinal == ordinal)?;
        let turn = super::apply::turn_of(document, statement)?;
        let turn = document.turns.get(turn as usize)?;
        let label = turn.label.map(|span| span.of(&document.text));
        let target = Target::Turn(label.or_else(|| turn.known_as(document))?.to_owned());
        Some(Self::new(document, target, statement, speaker))
    }

    fn new(
        document: &Document,
        target: Target,
        statement: &Statement,
        speaker: Option<&str>,
    ) -> Self {
        let was = statement.speaker.as_ref().map(|speaker| speaker.name.clone());
        Self {
            document: document.key.clone(),
            target,
            speaker: speaker.map(str::to_owned),
            was: Some(was.unwrap_or_default()),
            line: 0,
        }
    }
}
