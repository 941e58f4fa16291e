//! Panels of charts: a ground and lines over the time.

use luascale::time::to_f64;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

/// Points of a line; more cannot be told apart.
pub(crate) const POINTS: usize = 900;
/// Told apart by people who see colours differently (Okabe and Ito).
const COLOURS: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(60, 60, 60),
    RGBColor(150, 120, 70),
];
const PALE: RGBColor = RGBColor(214, 219, 224);
const INK: RGBColor = RGBColor(45, 50, 56);

/// Points over the time, in the unit of the axis.
pub(crate) type Points = Vec<(f64, f64)>;

/// The time.
pub(crate) struct Axis {
    unit: &'static str,
    us: f64,
    end: f64,
}

impl Axis {
    /// From 0 to `span_us`.
    pub(crate) fn new(span_us: u64) -> Self {
        let span_us = to_f64(span_us.max(1));
        let (unit, us) = [("days", 86_400e6), ("hours", 3_600e6), ("minutes", 60e6)]
            .into_iter()
            .find(|(_, us)| span_us >= 3.0 * us)
            .unwrap_or(("seconds", 1e6));
        let end = span_us / us;
        Self { unit, us, end }
    }

    /// Where a moment is.
    pub(crate) fn at(&self, us: u64) -> f64 {
        to_f64(us) / self.us
    }
}

fn highest(lines: &[Points]) -> f64 {
    let values = lines.iter().flatten().map(|(_, value)| *value);
    values.fold(0.0, f64::max)
}

/// A count stands until it changes.
pub(crate) fn steps(points: &Points) -> Points {
    let mut steps = Points::with_capacity(points.len() * 2);
    for (at, value) in points {
        if let Some((_, last)) = steps.last().copied() {
            steps.push((*at, last));
        }
        steps.push((*at, *value));
    }
    steps
}

/// Makes the fonts known.
///
/// # Errors
/// They cannot be read.
pub(crate) fn load_fonts() -> Result<(), String> {
    for (style, font) in [
        (FontStyle::Normal, dejavu::sans::regular()),
        (FontStyle::Bold, dejavu::sans::bold()),
    ] {
        register_font("sans-serif", style, font)
            .map_err(|_| "the chart's font cannot be read".to_owned())?;
    }
    Ok(())
}

/// Title and subtitle at the top; gives the rest.
pub(crate) fn titled<D: DrawingBackend>(
    root: &DrawingArea<D, Shift>,
    title: &str,
    subtitle: &str,
) -> Result<DrawingArea<D, Shift>, DrawingAreaErrorKind<D::ErrorType>> {
    root.fill(&WHITE)?;
    let large = TextStyle::from(("sans-serif", 22, FontStyle::Bold)).color(&INK);
    let small = TextStyle::from(("sans-serif", 13)).color(&INK);
    root.draw(&Text::new(title.to_owned(), (24, 14), large))?;
    root.draw(&Text::new(subtitle.to_owned(), (24, 44), small))?;
    let (_, body) = root.split_vertically(64);
    Ok(body)
}

/// A line of a panel.
pub(crate) struct Line<'p> {
    pub(crate) name: &'p str,
    pub(crate) dashed: bool,
    pub(crate) points: Points,
}

/// One of the pictures above each other.
pub(crate) struct Panel<'p> {
    pub(crate) name: &'p str,
    pub(crate) axis: &'p Axis,
    /// Drawn as an area behind the lines.
    pub(crate) ground: Option<(&'p str, Points)>,
    pub(crate) lines: Vec<Line<'p>>,
    pub(crate) legend: bool,
}

impl Panel<'_> {
    /// Paints it.
    pub(crate) fn paint<D: DrawingBackend>(
        self,
        area: &DrawingArea<D, Shift>,
    ) -> Result<(), DrawingAreaErrorKind<D::ErrorType>> {
        let all: Vec<Points> = self
            .lines
            .iter()
            .map(|line| line.points.clone())
            .chain(self.ground.iter().map(|(_, points)| points.clone()))
            .collect();
        let top = (highest(&all) * 1.08).max(1.0);
        let mut chart = ChartBuilder::on(area)
            .margin_left(10)
            .margin_right(24)
            .margin_top(8)
            .margin_bottom(4)
            .x_label_area_size(38)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..self.axis.end, 0.0..top)?;
        let text = ("sans-serif", 13);
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(PALE.mix(0.7))
            .axis_style(INK)
            .x_desc(self.axis.unit)
            .y_desc(self.name)
            .x_labels(13)
            .y_labels(6)
            .x_label_formatter(&|at| label(*at))
            .y_label_formatter(&|value| label(*value))
            .label_style(text)
            .axis_desc_style(text)
            .draw()?;
        if let Some((name, points)) = self.ground {
            chart
                .draw_series(AreaSeries::new(points, 0.0, PALE.filled()).border_style(PALE))?
                .label(name)
                .legend(|(x, y)| Rectangle::new([(x, y - 5), (x + 18, y + 5)], PALE.filled()));
        }
        for (line, colour) in self.lines.into_iter().zip(COLOURS.iter().cycle()) {
            let stroke = colour.stroke_width(2);
            let drawn = if line.dashed {
                chart.draw_series(DashedLineSeries::new(line.points, 6, 4, stroke))?
            } else {
                chart.draw_series(LineSeries::new(line.points, stroke))?
            };
            let last = if line.dashed { 7 } else { 18 };
            drawn.label(line.name).legend(move |(x, y)| {
                PathElement::new([(x, y), (x + last, y)], colour.stroke_width(3))
            });
        }
        if self.legend {
            chart
                .configure_series_labels()
                .position(SeriesLabelPosition::UpperRight)
                .background_style(WHITE.mix(0.85))
                .border_style(PALE)
                .label_font(text)
                .margin(8)
                .draw()?;
        }
        Ok(())
    }
}

/// Without zeros that say nothing.
fn label(value: f64) -> String {
    let text = format!("{value:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
