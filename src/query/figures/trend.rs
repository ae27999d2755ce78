//! How often something is said in every year, month, week or day.

use std::cmp::Reverse;

use jiff::{ToSpan, civil::Date};
use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    Sum, background, in_quotes,
    tally::{Day, Tallied, Tally},
};
use crate::{
    index::Store,
    model::ApproxDate,
    query::{
        Facet, Query, QueryError,
        plan::{Rows, plan},
    },
};

/// How many periods a trend may have.
pub const MAX_PERIODS: usize = 10_000;

/// The length of a period.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Per {
    /// A day.
    Day,
    /// A week from Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Per {
    /// All of them, shortest first.
    pub const ALL: &[Self] = &[Self::Day, Self::Week, Self::Month, Self::Year];

    /// The name it is asked for and printed by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|per| per.name() == name)
    }

    /// The period that `day` is in.
    fn of(self, day: Date) -> Option<ApproxDate> {
        match self {
            Self::Day => Some(ApproxDate::day(day)),
            Self::Week => {
                let monday = day.checked_sub(day.weekday().to_monday_zero_offset().days()).ok()?;
                ApproxDate::range(monday, monday.checked_add(6.days()).ok()?)
            }
            Self::Month => ApproxDate::month(day.year(), day.month()),
            Self::Year => ApproxDate::year(day.year()),
        }
    }

    /// What the period `days` is called: `2024`, `2024-05`, `2024-W05` (ISO 8601), `2024-05-17`.
    fn label(self, days: ApproxDate) -> String {
        match self {
            Self::Week => {
                let week = days.first().iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            _ => days.to_string(),
        }
    }
}

/// What to count.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TrendOptions {
    /// The length of a period; chosen from the days there are if `None`.
    pub per: Option<Per>,
    /// A line of its own for each of the commonest values of this.
    pub by: Option<Facet>,
    /// How many values at most.
    pub limit: usize,
}

/// How often something was said over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The length of a period.
    pub per: Per,
    /// The periods from the first to the last in which anything was said, none left out. Where
    /// days were not asked for, the first and the last thousandth of the words are passed over:
    /// a quotation of 1776 is no beginning of a trend.
    pub periods: Vec<Period>,
    /// Everything that matches.
    pub all: Series,
    /// The commonest values of what was asked for, those with most statements first.
    pub by: Vec<Series>,
    /// How many more values there are.
    pub more_values: usize,
    /// Matches without a date, which are in no period.
    pub undated: u64,
    /// Matches that may be of several periods, as those of a year are of its months; in none.
    pub between: u64,
    /// Matches before the first period or after the last.
    pub outside: u64,
    /// How many more would match but for a date filter, having no date.
    pub undated_left_out: u64,
    /// What the user should know: sentences without a full stop.
    pub notes: Vec<String>,
}

/// One period.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Period {
    /// Its days.
    pub days: ApproxDate,
    /// What it is called.
    pub label: String,
}

/// A line through the periods.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Series {
    /// The value's key: `antony-blinken`; empty for all.
    pub id: String,
    /// The value as it is shown; empty for all.
    pub label: String,
    /// One for each period: matching statements, and the words of all statements that pass the
    /// query's filters, matching or not.
    pub points: Vec<Sum>,
}

impl Sum {
    /// Statements per 10,000 words; `None` where nothing was said at all.
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
    pub fn per_10_000(self) -> Option<f64> {
        (0 < self.words).then(|| self.statements as f64 * 1e4 / self.words as f64)
    }
}

impl Series {
    /// All periods together.
    pub fn sum(&self) -> Sum {
        let mut all = Sum::default();
        for point in &self.points {
            all.add(*point);
        }
        all
    }
}

/// Counts the statements that say `query`, period by period.
pub fn trend(store: &Store, query: &Query, options: TrendOptions) -> Result<Trend, QueryError> {
    let searcher = store.searcher();
    let said = plan(&searcher, store, &in_quotes(query), Rows::Statements)?;
    let tally = Tally { by_day: true, by: options.by, only: None };
    let hits: Tallied = searcher.search(&said.query, &tally)?;
    let undated_left_out = said.n_undated(&searcher)?;
    let mut shown: Vec<(&String, u64)> =
        hits.values.iter().map(|(id, value)| (id, value.sum().statements)).collect();
    shown.sort_by_key(|(id, statements)| (Reverse(*statements), *id));
    let more_values = shown.len().saturating_sub(options.limit);
    shown.truncate(options.limit);
    let only: FxHashSet<String> = shown.iter().map(|(id, _)| (*id).clone()).collect();

    let words = plan(&searcher, store, &background(query), Rows::Statements)?;
    let tally = Tally { only: Some(&only), ..tally };
    let all: Tallied = searcher.search(&words.query, &tally)?;

    // Days that were asked for are all shown.
    let shown_days = if said.undated.is_some() { all.all.clone() } else { core(&all.all) };
    let per = options.per.unwrap_or_else(|| fitting(&shown_days));
    let periods = periods(per, &shown_days)?;
    let places = Places::new(per, &periods);
    let points = places.points(&hits.all, &all.all);
    let (between, outside) = places.without(&hits.all);
    let nothing = FxHashMap::default();
    let by = shown.iter().filter_map(|(id, _)| {
        let value = hits.values.get(*id)?;
        let words = all.values.get(*id).map_or(&nothing, |value| &value.days);
        let points = places.points(&value.days, words);
        Some(Series { id: (*id).clone(), label: value.label(), points })
    });
    Ok(Trend {
        per,
        all: Series { points, ..Series::default() },
        by: by.collect(),
        periods,
        more_values,
        undated: hits.all.get(&None).map_or(0, |sum| sum.statements),
        between,
        outside,
        undated_left_out,
        notes: said.notes,
    })
}

/// `days` without those that the first and the last thousandth of the words are of.
fn core(days: &FxHashMap<Day, Sum>) -> FxHashMap<Day, Sum> {
    let mut dated: Vec<((i64, i64), u64)> =
        days.iter().filter_map(|(day, sum)| Some(((*day)?, sum.words))).collect();
    dated.sort_unstable();
    let few = dated.iter().map(|(_, words)| words).sum::<u64>() / 1000;
    let first = after(dated.iter(), few);
    let last = after(dated.iter().rev(), few);
    let (Some((first, _)), Some((last, _))) = (first, last) else { return days.clone() };
    let inside = |day: &Day| day.is_some_and(|day| first <= day.0 && day.0 <= last);
    days.iter().filter(|(day, _)| inside(day)).map(|(day, sum)| (*day, *sum)).collect()
}

/// The first of `days` that goes beyond the first `few` words.
fn after<'a>(
    mut days: impl Iterator<Item = &'a ((i64, i64), u64)>,
    few: u64,
) -> Option<(i64, i64)> {
    let mut passed = 0;
    let found = days.find(|(_, words)| {
        passed += words;
        few < passed
    });
    found.map(|(day, _)| *day)
}

/// The longest stretch of days that is told day by day, week by week, month by month.
const DAYS: i64 = 45;
const WEEKS: i64 = 190;
const MONTHS: i64 = 6 * 366;

/// The length of period that shows the days there are in a few dozen, longer where a tenth of the
/// words could not be placed in it.
fn fitting(days: &FxHashMap<Day, Sum>) -> Per {
    let first = days.keys().flatten().map(|(first, _)| *first).min().unwrap_or(0);
    let last = days.keys().flatten().map(|(_, last)| *last).max().unwrap_or(0);
    let lengths = [(Per::Day, DAYS), (Per::Week, WEEKS), (Per::Month, MONTHS)];
    let mut per =
        lengths.iter().find(|(_, most)| last - first <= *most).map_or(Per::Year, |it| it.0);
    let dated: u64 = days.iter().filter(|(day, _)| day.is_some()).map(|(_, sum)| sum.words).sum();
    for longer in [Per::Month, Per::Year] {
        let placed = days.iter().filter(|(day, _)| period(per, **day).is_some());
        let placed: u64 = placed.map(|(_, sum)| sum.words).sum();
        if per < longer && 10 * placed < 9 * dated {
            per = longer;
        }
    }
    per
}

/// The one period that `day` is in.
fn period(per: Per, day: Day) -> Option<ApproxDate> {
    let (first, last) = day?;
    let days = ApproxDate::from_days(first, last)?;
    per.of(days.first()).filter(|period| days.last() <= period.last())
}

/// All periods from the first of `days` to the last.
fn periods(per: Per, days: &FxHashMap<Day, Sum>) -> Result<Vec<Period>, QueryError> {
    let placed = || days.keys().filter_map(|day| period(per, *day));
    let (Some(first), Some(last)) = (placed().min(), placed().max()) else {
        return Ok(Vec::new());
    };
    let mut periods = Vec::new();
    let mut next = Some(first);
    while let Some(days) = next.filter(|days| *days <= last) {
        if periods.len() == MAX_PERIODS {
            return Err(QueryError::TooManyPeriods { per: per.name() });
        }
        periods.push(Period { days, label: per.label(days) });
        next = days.last().tomorrow().ok().and_then(|day| per.of(day));
    }
    Ok(periods)
}

/// Where days go among the periods.
struct Places {
    per: Per,
    places: FxHashMap<ApproxDate, usize>,
}

impl Places {
    fn new(per: Per, periods: &[Period]) -> Self {
        let places = periods.iter().enumerate().map(|(nth, period)| (period.days, nth));
        Self { per, places: places.collect() }
    }

    fn place(&self, day: Day) -> Option<usize> {
        self.places.get(&period(self.per, day)?).copied()
    }

    /// Statements of `hits` and words of `all` in each period.
    fn points(&self, hits: &FxHashMap<Day, Sum>, all: &FxHashMap<Day, Sum>) -> Vec<Sum> {
        let mut points = vec![Sum::default(); self.places.len()];
        for (day, sum) in hits {
            if let Some(nth) = self.place(*day) {
                points[nth].statements += sum.statements;
            }
        }
        for (day, sum) in all {
            if let Some(nth) = self.place(*day) {
                points[nth].words += sum.words;
            }
        }
        points
    }

    /// Statements that have a date and may be of several periods, and those of a period that is
    /// not among these.
    fn without(&self, hits: &FxHashMap<Day, Sum>) -> (u64, u64) {
        let (mut between, mut outside) = (0, 0);
        for (day, sum) in hits.iter().filter(|(day, _)| day.is_some()) {
            match (period(self.per, *day), self.place(*day)) {
                (None, _) => between += sum.statements,
                (Some(_), None) => outside += sum.statements,
                (Some(_), Some(_)) => {}
            }
        }
        (between, outside)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::fixture::{Corpus, corpus, document, said};

    fn options(per: Option<Per>) -> TrendOptions {
        TrendOptions { per, by: None, limit: 5 }
    }

    fn speeches() -> Corpus {
        corpus(vec![
            document("a").published("2031-01-30").says("Ada", "A toll is a toll.", |_| {}).says(
                "Bo",
                "No, it is a fee.",
                |it| it.said = Some(said("2031-01-29")),
            ),
            document("b").published("2031-04").says("Ada", "The toll again.", |_| {}).says(
                "Cy",
                "Tolls, tolls.",
                |it| it.said = Some(said("2031-04-02")),
            ),
            document("c").published("2031").says("Ada", "A toll, this year.", |_| {}),
            document("d").says("Ada", "A toll, whenever.", |_| {}).title("Toll and fee"),
        ])
    }

    fn told(it: &Corpus, query: &str, options: TrendOptions) -> String {
        let found = trend(&it.store, &Corpus::query(query), options).unwrap();
        let points = |series: &Series| {
            let points = series.points.iter();
            let points: Vec<String> =
                points.map(|sum| format!("{}/{}", sum.statements, sum.words)).collect();
            points.join(" ")
        };
        let labels: Vec<&str> = found.periods.iter().map(|it| it.label.as_str()).collect();
        let mut lines = vec![labels.join(" "), points(&found.all)];
        lines.extend(found.by.iter().map(|line| format!("{}: {}", line.label, points(line))));
        lines.push(format!("{} undated, {} between", found.undated, found.between));
        lines.join("\n")
    }

    #[test]
    fn counts_statements_against_words() {
        let it = speeches();
        assert_eq!(
            told(&it, "toll", options(Some(Per::Month))),
            "2031-01 2031-02 2031-03 2031-04\n1/10 0/0 0/0 2/5\n1 undated, 1 between"
        );
        assert_eq!(told(&it, "toll", options(Some(Per::Year))), "2031\n4/19\n1 undated, 0 between");
        assert_eq!(
            told(&it, "toll speaker:ada", options(Some(Per::Year))),
            "2031\n3/12\n1 undated, 0 between"
        );
        // The headline says it, the statement does not.
        assert_eq!(told(&it, "fee", options(Some(Per::Year))), "2031\n1/19\n0 undated, 0 between");
    }

    #[test]
    fn weeks_and_days_are_those_of_the_calendar() {
        let it = speeches();
        let weeks = told(&it, "toll", options(Some(Per::Week)));
        assert!(weeks.starts_with("2031-W05 2031-W06 "), "{weeks}");
        assert!(weeks.contains("\n1/10 0/0 0/0 0/0 0/0 0/0 0/0 0/0 0/0 1/2\n"), "{weeks}");
        assert!(weeks.ends_with("1 undated, 2 between"), "{weeks}");
        let days = told(&it, "fee date:2031-01", options(Some(Per::Day)));
        assert!(days.starts_with("2031-01-29 2031-01-30\n1/5 0/5\n"), "{days}");
    }

    #[test]
    fn the_length_fits_the_days_known() {
        let it = speeches();
        // A third of the words is of a month or a year.
        assert_eq!(told(&it, "toll", options(None)).lines().next(), Some("2031"));
        let january = told(&it, "toll date:2031-01-29..2031-01-30", options(None));
        assert!(january.starts_with("2031"), "{january}");
        let day = |n: i64| Some((n, n));
        let span = |last| {
            let sum = Sum { statements: 1, words: 1 };
            fitting(&[(day(0), sum), (day(last), sum)].into_iter().collect())
        };
        let all = [45, 46, 190, 191, 2196, 2197].map(|last| span(last).name());
        assert_eq!(all, ["day", "week", "week", "month", "month", "year"]);
        assert_eq!(fitting(&FxHashMap::default()), Per::Day);
    }

    #[test]
    fn values_have_a_line_each() {
        let it = speeches();
        let by = TrendOptions { per: Some(Per::Year), by: Some(Facet::Speaker), limit: 1 };
        assert_eq!(told(&it, "toll", by), "2031\n4/19\nAda: 3/12\n1 undated, 0 between");
        let found = trend(&it.store, &Corpus::query("toll"), by).unwrap();
        assert_eq!(found.more_values, 1);
    }

    #[test]
    fn nothing_said_is_no_period() {
        let it = corpus(vec![document("a").says("Ada", "A toll.", |_| {})]);
        assert_eq!(told(&it, "toll", options(None)), "\n\n1 undated, 0 between");
    }

    #[test]
    fn strays_do_not_stretch_a_trend() {
        let long = "All of us pay the toll. ".repeat(400);
        let it = corpus(vec![
            document("a").published("1776-07-04").says("Ada", "A toll.", |_| {}),
            document("b").published("2030-01-01").says("Ada", &long, |_| {}),
            document("c").published("2031-01-01").says("Ada", &long, |_| {}),
        ]);
        let all = told(&it, "toll", options(Some(Per::Year)));
        assert_eq!(all, "2030 2031\n1/2400 1/2400\n0 undated, 0 between");
        let found = trend(&it.store, &Corpus::query("toll"), options(Some(Per::Year))).unwrap();
        assert_eq!(found.outside, 1);
        let asked = told(&it, "toll after:1700", options(Some(Per::Year)));
        assert!(asked.starts_with("1776 1777 "), "{asked}");
    }

    #[test]
    fn too_many_periods_are_refused() {
        let it = corpus(vec![
            document("a").published("0100-01-01").says("Ada", "A toll.", |_| {}),
            document("b").published("2031-01-01").says("Ada", "A toll.", |_| {}),
        ]);
        let error = trend(&it.store, &Corpus::query("toll"), options(Some(Per::Day))).unwrap_err();
        assert_eq!(error.to_string(), "told per day, there would be more than 10000 periods");
    }
}
