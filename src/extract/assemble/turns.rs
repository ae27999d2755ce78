//! Turns into statements, and what a turn reports of others.

use super::Assembler;
use crate::{
    extract::{
        clause::Pattern,
        draft::{Evidence, drafts},
        lexicon::Class,
        noun::Form,
        page::Block,
        turn,
    },
    model::{Attribution, DateBasis, Kind, Said, Speaker, Statement, Wording},
};

impl Assembler<'_> {
    /// The paragraph of a turn, and what it reports of others where it `reports` in English.
    pub(super) fn turn(&mut self, block: &Block, speaker: &Speaker, reports: bool) {
        let said = self.published.map(|date| Said {
            date: Some(date),
            as_written: None,
            basis: DateBasis::Document,
        });
        for piece in turn::pieces(self.page, block) {
            self.built.push(Statement {
                ordinal: 0,
                primary: true,
                parent: None,
                joint_with: Vec::new(),
                spans: vec![piece],
                quoted: Vec::new(),
                context: piece,
                kind: Kind::Direct,
                wording: Wording::Own,
                speaker: Some(speaker.clone()),
                via: Vec::new(),
                addressees: Vec::new(),
                cue: None,
                attribution: Attribution::Turn,
                confidence: 0.99,
                said,
                topics: Vec::new(),
            });
        }
        if reports {
            self.nested_in_turn(block, speaker);
        }
        self.before = None;
    }

    /// What a turn reports of others.
    fn nested_in_turn(&mut self, block: &Block, speaker: &Speaker) {
        let mut found = Vec::new();
        drafts(self.page, block, None, &mut found);
        let n_turns = self.built.len();
        self.resolver.last = None;
        for draft in &found {
            let Evidence::Act(pattern) = draft.evidence else { continue };
            let Some(subject) = &draft.subject else { continue };
            let third = match subject.form {
                Form::Pronoun => {
                    self.page.tokens[subject.name].is(Class::PRONOUN_MALE.or(Class::PRONOUN_FEMALE))
                }
                Form::Name => true,
                Form::Nominal => !matches!(pattern, Pattern::Bare),
            };
            let sure = draft.class.is(Class::SURE)
                && !matches!(pattern, Pattern::Noun | Pattern::Question | Pattern::Infinitive);
            if !third || !sure {
                continue;
            }
            let mut statement = self.statement(block, draft, &found);
            let unnamed = statement.speaker.as_ref().is_none_or(|speaker| speaker.name.is_empty());
            if unnamed && statement.kind == Kind::Indirect {
                continue;
            }
            let Some(parent) = (0..n_turns).rev().find(|index| {
                self.built[*index].attribution == Attribution::Turn
                    && statement
                        .spans
                        .iter()
                        .all(|span| self.built[*index].spans[0].contains(*span))
            }) else {
                continue;
            };
            statement.parent = u32::try_from(parent).ok();
            if !speaker.name.is_empty() {
                statement.via = vec![Speaker { as_written: None, ..speaker.clone() }];
            }
            if statement.kind == Kind::Indirect {
                statement.wording = Wording::Paraphrase;
            }
            self.built.push(statement);
        }
    }
}
