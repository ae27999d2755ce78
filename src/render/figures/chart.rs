//! A trend as a picture: SVG that says in words what it shows.

use std::io;

use plotters::{
    coord::Shift,
    prelude::*,
    style::{RGBColor, text_anchor},
};
use quick_xml::escape::escape;

use super::trend::lines;
use crate::{
    query::{Series, Trend},
    render::{sanitize::clean, thousands, wrap::shorten},
};

/// Width and height in pixels.
pub const SIZE: (u32, u32) = (960, 480);

/// Colors that most who see colors differently can tell apart: M. Okabe and K. Ito, 2008.
pub(super) const COLORS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
    RGBColor(150, 140, 0),
];

/// The longest title and the longest name, in columns.
const TITLE: usize = 80;
const NAME: usize = 32;

/// Draws `trend` of `query`: statements per 10,000 words by period, gaps where nothing was said.
pub fn svg(query: &str, trend: &Trend) -> io::Result<String> {
    let what = if query.trim().is_empty() { "everything" } else { query.trim() };
    let title = shorten(what, TITLE);
    let mut drawn = String::new();
    {
        let area = SVGBackend::with_string(&mut drawn, SIZE).into_drawing_area();
        draw(&area, &title, trend).map_err(|error| io::Error::other(error.to_string()))?;
    }
    Ok(described(&drawn, &title, &description(trend)))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn<'a> = Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>>;

fn draw<'a>(area: &Area<'a>, title: &str, trend: &Trend) -> Drawn<'a> {
    area.fill(&WHITE)?;
    let lines = lines(trend);
    let rates = lines.iter().flat_map(|line| &line.points).filter_map(|sum| sum.per_10_000());
    let most = rates.fold(0.0, f64::max);
    let most = if 0.0 < most { most * 1.05 } else { 1.0 };
    let last = trend.periods.len().saturating_sub(1);
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 20))
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d(0..last.max(1), 0.0..most)?;
    let label = |at: &usize| trend.periods.get(*at).map(|it| it.label.clone()).unwrap_or_default();
    chart
        .configure_mesh()
        .disable_x_mesh()
        .max_light_lines(1)
        .x_labels(10.min(last + 1).max(2))
        .x_label_formatter(&label)
        .y_label_formatter(&|rate| rate_label(*rate, most))
        .x_desc(format!("by {}", trend.per.name()))
        .y_desc("statements per 10,000 words")
        .label_style(("sans-serif", 13))
        .axis_desc_style(("sans-serif", 14))
        .draw()?;
    for (line, color) in lines.iter().zip(COLORS.iter().cycle()) {
        for run in runs(line) {
            if let [alone] = run.as_slice() {
                chart.draw_series([Circle::new(*alone, 3, color.filled())])?;
            } else {
                chart.draw_series(LineSeries::new(run, color.stroke_width(2)))?;
            }
        }
    }
    if !trend.by.is_empty() {
        // Names over the picture, where no line is likely to be: its top left.
        for (nth, (line, color)) in (0i32..).zip(lines.iter().zip(COLORS.iter().cycle())) {
            let (left, y) = (92, 60 + 18 * nth);
            area.draw(&PathElement::new([(left, y), (left + 20, y)], color.stroke_width(3)))?;
            let style = TextStyle::from(("sans-serif", 13).into_font());
            let left_middle =
                text_anchor::Pos::new(text_anchor::HPos::Left, text_anchor::VPos::Center);
            let name = shorten(&line.label, NAME);
            area.draw(&Text::new(name, (left + 28, y), style.pos(left_middle)))?;
        }
    }
    area.present()
}

/// A rate at the side, with as many places as tell it from the next.
fn rate_label(rate: f64, most: f64) -> String {
    match most {
        10.0.. => format!("{rate:.0}"),
        1.0.. => format!("{rate:.1}"),
        _ => format!("{rate:.2}"),
    }
}

/// The points of a line, cut where nothing was said.
fn runs(line: &Series) -> Vec<Vec<(usize, f64)>> {
    let mut runs = vec![Vec::new()];
    for (at, sum) in line.points.iter().enumerate() {
        match (sum.per_10_000(), runs.last_mut()) {
            (Some(rate), Some(run)) => run.push((at, rate)),
            _ => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| !run.is_empty());
    runs
}

/// What the picture shows, for those who do not see it.
fn description(trend: &Trend) -> String {
    let (Some(first), Some(last)) = (trend.periods.first(), trend.periods.last()) else {
        return String::new();
    };
    let per = trend.per.name();
    let mut told =
        format!("Statements per 10,000 words, by {per} from {} to {}.", first.label, last.label);
    for line in lines(trend) {
        let sum = line.sum();
        let name = if line.label.is_empty() { "In all" } else { &line.label };
        let (statements, words) = (thousands(sum.statements), thousands(sum.words));
        told.extend([format!(" {name}: {statements} in {words} words")]);
        let points = trend.periods.iter().zip(&line.points);
        let rates = points.filter_map(|(period, sum)| Some((period, sum.per_10_000()?)));
        let peak = rates.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.days.cmp(&a.0.days)));
        if let Some((period, rate)) = peak.filter(|(_, rate)| 0.0 < *rate) {
            told.extend([format!(", most in {} with {rate:.1}", period.label)]);
        }
        told.push('.');
    }
    told
}

/// `svg` with a title and a description that screen readers read.
pub(super) fn described(svg: &str, title: &str, description: &str) -> String {
    let (title, description) = (clean(title), clean(description));
    let (title, description) = (escape(&*title), escape(&*description));
    let words =
        format!("<title id=\"title\">{title}</title>\n<desc id=\"desc\">{description}</desc>");
    let tag = "<svg role=\"img\" aria-labelledby=\"title desc\" ";
    let told = svg.replacen("<svg ", tag, 1);
    match told.find("<svg ").and_then(|tag| Some(tag + told[tag..].find('>')? + 1)) {
        Some(inside) => format!("{}\n{words}{}", &told[..inside], &told[inside..]),
        None => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Per, Period, Sum};

    fn trend(by: &[&str]) -> Trend {
        let periods = ["2029", "2030", "2031", "2032", "2033"];
        let sum = |statements, words| Sum { statements, words };
        let points = vec![sum(1, 1000), sum(3, 1000), sum(0, 0), sum(2, 4000), sum(0, 500)];
        let series = |label: &str| Series {
            id: label.to_lowercase(),
            label: label.to_owned(),
            points: points.clone(),
        };
        Trend {
            per: Per::Year,
            periods: periods
                .map(|label| Period { days: label.parse().unwrap(), label: label.to_owned() })
                .into(),
            all: series(""),
            by: by.iter().copied().map(series).collect(),
            more_values: 0,
            undated: 0,
            between: 0,
            outside: 0,
            undated_left_out: 0,
            notes: Vec::new(),
        }
    }

    #[test]
    fn a_picture_says_what_it_shows() {
        let drawn = svg("toll <b>", &trend(&[])).unwrap();
        assert!(drawn.starts_with("<svg role=\"img\" aria-labelledby=\"title desc\" "), "{drawn}");
        assert!(drawn.contains("<title id=\"title\">toll &lt;b&gt;</title>"), "{drawn}");
        assert!(
            drawn.contains(
                "<desc id=\"desc\">Statements per 10,000 words, by year from 2029 to 2033. In all: \
                 6 in 6,500 words, most in 2030 with 30.0.</desc>"
            ),
            "{drawn}"
        );
        // One line before the gap, one after it.
        assert_eq!(drawn.matches("stroke=\"#0072B2\"").count(), 2, "{drawn}");
        assert_eq!(drawn, svg("toll <b>", &trend(&[])).unwrap());
    }

    #[test]
    fn names_cannot_break_the_picture() {
        let drawn = svg("\u{1b}[31m", &trend(&["Ada </text><script>", "B\u{202e}o"])).unwrap();
        assert!(!drawn.contains("<script>") && !drawn.contains('\u{1b}'), "{drawn}");
        assert!(drawn.contains("Ada &lt;/text&gt;") && !drawn.contains('\u{202e}'), "{drawn}");
    }

    #[test]
    fn one_period_is_a_point() {
        let mut one = trend(&[]);
        one.periods.truncate(1);
        one.all.points.truncate(1);
        assert!(svg("", &one).unwrap().contains("<circle"));
    }
}
