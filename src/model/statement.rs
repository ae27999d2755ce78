//! One act of saying, with its evidence.

use super::{ApproxDate, Span, Speaker};

/// One act of saying, pointing into its document's text.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Its place among the document's statements, from 1, in text order.
    pub ordinal: u32,
    /// Whether it is the act to show for its span: the innermost of a single agent.
    pub primary: bool,
    /// Ordinal of the act that it is reported in.
    pub parent: Option<u32>,
    /// The other agents of a joint act (“the two discussed …”).
    pub joint_with: Vec<Speaker>,
    /// The words reported, one span a contiguous piece, outer marks left out.
    pub spans: Vec<Span>,
    /// What of it stands inside quotation marks.
    pub quoted: Vec<Span>,
    /// The sentence or sentences around it, attribution included.
    pub context: Span,
    /// How close the text is to what was said.
    pub kind: Kind,
    /// Whose words they are.
    pub wording: Wording,
    /// Who said it; `None` is a finding, not an error.
    pub speaker: Option<Speaker>,
    /// Who passed it on, nearest first.
    pub via: Vec<Speaker>,
    /// To whom, where the text says so.
    pub addressees: Vec<Speaker>,
    /// The word of saying, where there is one.
    pub cue: Option<Span>,
    /// How the speaker is known.
    pub attribution: Attribution,
    /// How likely the speaker is right, 0 to 1.
    pub confidence: f32,
    /// When it was said.
    pub said: Option<Said>,
    /// Paths of its topics, sorted.
    pub topics: Vec<String>,
}

/// When something was said, and how that is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Said {
    /// The day, month, year or range; none where the words (“on Monday”) need a document's date
    /// that is not known.
    pub date: Option<ApproxDate>,
    /// The words that gave it.
    pub as_written: Option<Span>,
    /// What it rests on.
    pub basis: DateBasis,
}

/// Makes an enum whose variants have a name to be stored and printed by.
macro_rules! named {
    ($(#[$meta:meta])* $type:ident { $($(#[$doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum $type { $($(#[$doc])* $variant,)+ }

        impl $type {
            /// All of them, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name it is stored and printed by.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The one of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

named! {
    /// How close the text is to what was said.
    Kind {
        /// Whole clauses between quotation marks, or a speaker's turn.
        Direct = "direct",
        /// A clause partly between marks, or the cue itself between them.
        Mixed = "mixed",
        /// Reported without marks.
        Indirect = "indirect",
    }
}

named! {
    /// Whose words a statement is in.
    Wording {
        /// The speaker's.
        Own = "own",
        /// Those of whoever passed it on: a spokesperson's or an office's text about the speaker.
        Readout = "readout",
        /// The writer's.
        Paraphrase = "paraphrase",
    }
}

named! {
    /// The evidence that ties a speaker to a statement.
    Attribution {
        /// The turn, speech or letter is labelled with the speaker's name.
        Turn = "turn",
        /// A word of saying joins the name to the words.
        Cue = "cue",
        /// A pronoun, a surname or a role beside the cue, led back to a name.
        Reference = "reference",
        /// The words go on from the paragraph before.
        Continued = "continued",
        /// Nothing in the text says who.
        Unknown = "unknown",
    }
}

named! {
    /// What the day of a saying rests on.
    DateBasis {
        /// Written out beside the statement.
        Stated = "stated",
        /// Counted from the document's date (“on Monday”).
        Relative = "relative",
        /// The date of the transcript, speech or record itself.
        Document = "document",
    }
}
