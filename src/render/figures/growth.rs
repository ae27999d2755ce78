//! How figures grow with a size, as a picture: panels side by side, the size in powers of ten.

use std::io;

use plotters::{
    coord::Shift,
    prelude::*,
    style::{RGBColor, text_anchor},
};

use super::chart::{COLORS, SIZE, described};

/// Panels in a row.
const IN_A_ROW: usize = 3;

/// One picture of several: how something grows.
#[derive(Clone, Debug)]
pub struct Panel {
    /// What is shown, and in which unit.
    pub title: String,
    /// Lines, each with its name (empty where there is but one) and points (size, figure) by size.
    pub lines: Vec<(String, Vec<(f64, f64)>)>,
}

/// Draws `panels` over sizes called `of`; the picture is called `title` and says `description` to
/// those who do not see it.
pub fn svg(title: &str, description: &str, of: &str, panels: &[Panel]) -> io::Result<String> {
    let mut drawn = String::new();
    {
        let area = SVGBackend::with_string(&mut drawn, SIZE).into_drawing_area();
        draw(&area, title, of, panels).map_err(|error| io::Error::other(error.to_string()))?;
    }
    Ok(described(&drawn, title, description))
}

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn<'a> = Result<(), DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>>;

fn draw<'a>(area: &Area<'a>, title: &str, of: &str, panels: &[Panel]) -> Drawn<'a> {
    area.fill(&WHITE)?;
    let area = area.titled(title, ("sans-serif", 20))?;
    let rows = panels.len().div_ceil(IN_A_ROW).max(1);
    for (area, panel) in area.split_evenly((rows, IN_A_ROW)).iter().zip(panels) {
        draw_panel(area, of, panel)?;
    }
    area.present()
}

fn draw_panel<'a>(area: &Area<'a>, of: &str, panel: &Panel) -> Drawn<'a> {
    let points = || panel.lines.iter().flat_map(|(_, points)| points);
    let most = points().map(|point| point.1).fold(0.0, f64::max);
    let most = if 0.0 < most { most * 1.15 } else { 1.0 };
    let first = points().map(|point| point.0).fold(f64::INFINITY, f64::min);
    let last = points().map(|point| point.0).fold(1.0, f64::max);
    // Room beside the first and the last, so that a single one has a place too.
    let (first, last) = (first.clamp(1.0, last) / 1.3, last * 1.3);
    let mut chart = ChartBuilder::on(area)
        .caption(&panel.title, ("sans-serif", 14))
        .margin(8)
        .x_label_area_size(34)
        .y_label_area_size(48)
        .build_cartesian_2d((first..last).log_scale(), 0.0..most)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .max_light_lines(1)
        .y_labels(5)
        .x_label_formatter(&|size| short(*size))
        .y_label_formatter(&|figure| figure_label(*figure, most))
        .x_desc(of)
        .label_style(("sans-serif", 11))
        .axis_desc_style(("sans-serif", 12))
        .draw()?;
    let colors: Vec<RGBColor> = COLORS.iter().cycle().take(panel.lines.len()).copied().collect();
    for ((_, points), color) in panel.lines.iter().zip(&colors) {
        chart.draw_series(LineSeries::new(points.iter().copied(), color.stroke_width(2)))?;
        chart.draw_series(points.iter().map(|point| Circle::new(*point, 3, color.filled())))?;
    }
    let named = panel.lines.iter().zip(&colors).filter(|((name, _), _)| !name.is_empty());
    for (nth, ((name, _), color)) in (0i32..).zip(named) {
        let (left, y) = (66, 38 + 13 * nth);
        area.draw(&PathElement::new([(left, y), (left + 14, y)], color.stroke_width(3)))?;
        let style = TextStyle::from(("sans-serif", 11).into_font());
        let middle = text_anchor::Pos::new(text_anchor::HPos::Left, text_anchor::VPos::Center);
        area.draw(&Text::new(name.clone(), (left + 19, y), style.pos(middle)))?;
    }
    Ok(())
}

/// A size at the foot: `400`, `10k`, `2.5M`.
fn short(size: f64) -> String {
    match size {
        1e6.. => format!("{}M", (size / 1e5).round() / 10.0),
        1e3.. => format!("{}k", (size / 1e2).round() / 10.0),
        _ => format!("{size:.0}"),
    }
}

/// A figure at the side, with as many places as tell it from the next.
fn figure_label(figure: f64, most: f64) -> String {
    match most {
        10.0.. => format!("{figure:.0}"),
        1.0.. => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_stand_side_by_side() {
        let lines = vec![
            ("p50".to_owned(), vec![(100.0, 1.0), (10_000.0, 3.0)]),
            ("p99 <b>".to_owned(), vec![(100.0, 2.0), (10_000.0, 4.0)]),
        ];
        let alone = vec![(String::new(), vec![(100.0, 0.0)])];
        let panels = [
            Panel { title: "queries, ms".to_owned(), lines },
            Panel { title: "CPU, s".to_owned(), lines: alone },
            Panel { title: "none".to_owned(), lines: Vec::new() },
        ];
        let drawn = svg("How it grows", "Much.", "records", &panels).unwrap();
        assert!(drawn.contains("<title id=\"title\">How it grows</title>"), "{drawn}");
        assert!(drawn.contains("queries, ms") && drawn.contains("p99 &lt;b&gt;"), "{drawn}");
        assert_eq!(drawn.matches("<circle").count(), 5, "{drawn}");
        assert_eq!(drawn, svg("How it grows", "Much.", "records", &panels).unwrap());
    }

    #[test]
    fn sizes_are_short() {
        assert_eq!([400.0, 10_000.0, 2_500_000.0].map(short), ["400", "10k", "2.5M"]);
    }
}
