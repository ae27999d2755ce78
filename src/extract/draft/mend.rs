//! Drafts whose words hold their own cue: a speaker was found in what had been taken for content.

use super::Draft;
use crate::model::{Kind, Span};

/// Takes such drafts back to what stands between marks, and out where another draft has that.
pub(in crate::extract) fn mend(found: &mut Vec<Draft>) {
    let mut index = 0;
    while index < found.len() {
        let Some(cue) = broken(&found[index]) else {
            index += 1;
            continue;
        };
        let same = (0..found.len()).find(|other| {
            *other != index
                && found[*other].cue == Some(cue)
                && broken(&found[*other]).is_none()
                && found[*other].quoted.iter().any(|quoted| found[index].quoted.contains(quoted))
        });
        let held: Vec<Span> = same.map_or_else(Vec::new, |same| found[same].quoted.clone());
        let draft = &mut found[index];
        draft.quoted.retain(|quoted| !held.contains(quoted));
        draft.spans.clone_from(&draft.quoted);
        let subject = draft.subject.clone();
        let empty = draft.spans.is_empty();
        if let Some(same) = same {
            let other = &mut found[same];
            other.subject = other.subject.take().or(subject);
        }
        if empty {
            found.remove(index);
        } else {
            index += 1;
        }
    }
}

/// The cue of a draft that stands in its own words, outside of marks.
fn broken(draft: &Draft) -> Option<Span> {
    let cue = draft.cue?;
    let inside = draft.spans.iter().any(|span| span.contains(cue))
        && !draft.quoted.iter().any(|quoted| quoted.contains(cue));
    (inside && draft.kind != Kind::Indirect).then_some(cue)
}
