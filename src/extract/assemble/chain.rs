//! Chains of telling: which act is reported in which, who passed it on, which one to show.

use super::{Assembler, length, notes::is_spokesperson};
use crate::{
    extract::{draft::Draft, lexicon::Class},
    model::{Kind, Wording},
};

impl Assembler<'_> {
    /// Draws parents, go-betweens and primaries among the statements of one paragraph.
    pub(super) fn chain(&mut self, found: &[Draft], at_draft: &[Option<usize>]) {
        let placed = at_draft.iter().zip(found);
        let drafts: Vec<(usize, &Draft)> =
            placed.filter_map(|(index, draft)| index.map(|index| (index, draft))).collect();
        for (child, draft) in &drafts {
            let Some(cue) = draft.cue else { continue };
            let parent = drafts.iter().filter(|(parent, other)| {
                parent != child
                    && other.sentence == draft.sentence
                    && other.cue != draft.cue
                    && (other.spans.iter().any(|span| span.contains(cue))
                        || draft.inside
                            && other.quoted.iter().any(|quoted| quoted.overlaps(draft.quoted[0])))
            });
            let Some((parent, _)) = parent.min_by_key(|(_, other)| length(&other.spans)) else {
                continue;
            };
            self.built[*child].parent = u32::try_from(*parent).ok();
        }
        for (child, draft) in &drafts {
            let Some(parent) = self.built[*child].parent else { continue };
            let parent = parent as usize;
            // A chain of two acts that each stand in the other is none.
            if self.built[parent].parent == u32::try_from(*child).ok() {
                self.built[*child].parent = None;
                continue;
            }
            let joint = draft.class.is(Class::JOINT) || !self.built[*child].joint_with.is_empty();
            let shares = self.built[*child].quoted.iter().any(|quoted| {
                self.built[parent].quoted.iter().any(|other| other.overlaps(*quoted))
            });
            let covers = 2 * length(&self.built[*child].spans) >= length(&self.built[parent].spans);
            if joint {
                // The marked words are the teller's, about what both of them did.
                if self.built[*child].kind == Kind::Mixed && self.built[parent].kind == Kind::Mixed
                {
                    self.built[*child].kind = Kind::Indirect;
                }
                self.built[*child].primary = !(shares || covers);
            } else if self.built[*child].speaker.is_none() {
                self.built[*child].primary = false;
            } else if shares || covers {
                self.built[parent].primary = false;
            }
            // "Hale told reporters on Monday that Marrane believes …": what she
            // believes that day, and lets them know.
            let stands = draft.class.is(Class::FINITE) && !draft.class.is(Class::PAST);
            let relays = self.built[parent].speaker.as_ref().is_some_and(is_spokesperson);
            if stands && relays {
                let (told, hearers) =
                    (self.built[parent].said, self.built[parent].addressees.clone());
                let child = &mut self.built[*child];
                child.said = child.said.or(told);
                if child.addressees.is_empty() {
                    child.addressees = hearers;
                }
            }
            if let Some(speaker) = self.built[parent].speaker.clone() {
                let mut via = vec![speaker];
                via.extend(self.built[parent].via.clone());
                let own = self.built[*child].speaker.as_ref().map(|speaker| &speaker.name);
                via.retain(|via| !via.name.is_empty() && own != Some(&via.name));
                self.built[*child].via = via;
                if draft.class.is(Class::READOUT) && draft.kind == Kind::Mixed {
                    self.built[*child].wording = Wording::Readout;
                }
            }
        }
    }
}
