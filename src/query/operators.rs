//! The one table of operators: what stands between and behind words. `onrecord fields` and the
//! manual read it; a test has the parser read every example.

/// Something that a query may hold beside words and fields.
#[derive(Clone, Copy, Debug)]
pub struct Operator {
    /// How it is written, with `…` for what it stands beside.
    pub form: &'static str,
    /// A query that uses it.
    pub example: &'static str,
    /// What it asks for.
    pub help: &'static str,
}

/// All of them, in the order they are listed.
pub const OPERATORS: &[Operator] = &[
    Operator { form: "… …", example: "toll strait", help: "both, in any form" },
    Operator {
        form: "\"…\"",
        example: "\"free passage\"",
        help: "these words exactly, in this order",
    },
    Operator { form: "OR", example: "toll OR fee", help: "either; binds tighter than a blank" },
    Operator { form: "-…", example: "toll -ferry", help: "the one without the other" },
    Operator { form: "(…)", example: "(toll OR fee) strait", help: "a group" },
    Operator { form: "…*", example: "nav*", help: "every word that begins so" },
    Operator {
        form: "…~1",
        example: "marane~1",
        help: "every word one letter away, or two with ~2: put in, left out, changed, swapped",
    },
    Operator {
        form: "NEAR/5",
        example: "toll NEAR/5 ship",
        help: "at most five words apart, in either order; 1 is side by side",
    },
    Operator {
        form: "ADJ/5",
        example: "free ADJ/2 passage",
        help: "the second at most so many words behind the first",
    },
    Operator {
        form: "\"…\"~3",
        example: "\"passage free\"~3",
        help: "these words in any order, at most three others among them",
    },
    Operator {
        form: "…..…",
        example: "date:2031-03..2031-06",
        help: "a range, open where nothing stands: of days, shares, numbers of words",
    },
    Operator {
        form: "days",
        example: "since:\"last monday\"",
        help: "3w, 3 weeks ago, yesterday, last month, friday, may 2031, 2031-q2; a hyphen will do for a blank",
    },
];

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::query::parse;

    #[test]
    fn every_example_is_read_as_meant() {
        for operator in OPERATORS {
            let parsed = parse(operator.example, date(2031, 3, 5));
            assert_eq!(parsed.notes, [], "{}", operator.example);
        }
    }
}
