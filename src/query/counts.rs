//! How many statements each speaker, topic, outlet or year has.

/// What statements can be counted by.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Facet {
    /// Who said it.
    Speaker,
    /// Who passed it on.
    Via,
    /// What it is about.
    Topic,
    /// Who published it.
    Outlet,
    /// How close the text is to what was said.
    Kind,
    /// Whose words they are.
    Wording,
    /// The year of the saying, else of publication.
    Year,
    /// The month of the saying, else of publication.
    Month,
}

impl Facet {
    /// All of them, in the order they are listed.
    pub const ALL: &[Self] = &[
        Self::Speaker,
        Self::Via,
        Self::Topic,
        Self::Outlet,
        Self::Kind,
        Self::Wording,
        Self::Year,
        Self::Month,
    ];

    /// The name it is asked for and printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Via => "via",
            Self::Topic => "topic",
            Self::Outlet => "outlet",
            Self::Kind => "kind",
            Self::Wording => "wording",
            Self::Year => "year",
            Self::Month => "month",
        }
    }

    /// The facet of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|facet| facet.name() == name)
    }
}

/// The values of one facet over all matches, most frequent first, then by label.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FacetCounts {
    /// Which facet.
    pub facet: Facet,
    /// Its values.
    pub values: Vec<FacetValue>,
    /// Matches without a value: no speaker, no date.
    pub without: u64,
}

/// One value of a facet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FacetValue {
    /// What it is shown as: `Antony Blinken`, `2024-05`.
    pub label: String,
    /// The key it is stored by: `antony-blinken`.
    pub id: String,
    /// How many matches have it.
    pub count: u64,
}
