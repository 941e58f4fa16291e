//! The chart: the load, the replicas, and what users noticed, over time.

use std::path::Path;

use luascale::time::to_f64;
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};

use super::Comparison;
use crate::simulate::score::Sample;

/// Pixels.
const SIZE: (u32, u32) = (1200, 920);
/// Points of a line; more cannot be told apart.
const POINTS: usize = 900;
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

/// A chart as SVG.
pub(crate) fn svg(comparison: &Comparison) -> Result<String, String> {
    let mut text = String::new();
    draw(
        SVGBackend::with_string(&mut text, SIZE).into_drawing_area(),
        comparison,
    )?;
    Ok(text)
}

/// A chart as PNG.
pub(crate) fn png(comparison: &Comparison, path: &Path) -> Result<(), String> {
    draw(
        BitMapBackend::new(path, SIZE).into_drawing_area(),
        comparison,
    )
}

/// Points over the time, in the unit of the axis.
type Points = Vec<(f64, f64)>;

struct Axis {
    unit: &'static str,
    us: f64,
    end: f64,
}

impl Axis {
    fn new(samples: &[Sample]) -> Self {
        let span_us = to_f64(samples.last().map_or(1, |last| last.at_us).max(1));
        let (unit, us) = [("days", 86_400e6), ("hours", 3_600e6), ("minutes", 60e6)]
            .into_iter()
            .find(|(_, us)| span_us >= 3.0 * us)
            .unwrap_or(("seconds", 1e6));
        let end = span_us / us;
        Self { unit, us, end }
    }

    /// Bundles lines of the record to as many points as can be seen.
    fn points(&self, samples: &[Sample], value: impl Fn(&[Sample]) -> f64) -> Points {
        let each = samples.len().div_ceil(POINTS).max(1);
        samples
            .chunks(each)
            .filter_map(|chunk| {
                let at_us = to_f64(chunk.last()?.at_us);
                Some((at_us / self.us, value(chunk)))
            })
            .collect()
    }
}

fn mean(chunk: &[Sample], of: impl Fn(&Sample) -> f64) -> f64 {
    chunk.iter().map(of).sum::<f64>() / to_f64(chunk.len().max(1) as u64)
}

fn highest(lines: &[Points]) -> f64 {
    let values = lines.iter().flatten().map(|(_, value)| *value);
    values.fold(0.0, f64::max)
}

/// A count stands until it changes.
fn steps(points: &Points) -> Points {
    let mut steps = Points::with_capacity(points.len() * 2);
    for (at, value) in points {
        if let Some((_, last)) = steps.last().copied() {
            steps.push((*at, last));
        }
        steps.push((*at, *value));
    }
    steps
}

fn draw<D>(root: DrawingArea<D, Shift>, comparison: &Comparison) -> Result<(), String>
where
    D: DrawingBackend,
    D::ErrorType: 'static,
{
    for (style, font) in [
        (FontStyle::Normal, dejavu::sans::regular()),
        (FontStyle::Bold, dejavu::sans::bold()),
    ] {
        register_font("sans-serif", style, font)
            .map_err(|_| "the chart's font cannot be read".to_owned())?;
    }
    paint(&root, comparison).map_err(|error| format!("the chart: {error}"))
}

fn paint<D>(
    root: &DrawingArea<D, Shift>,
    comparison: &Comparison,
) -> Result<(), DrawingAreaErrorKind<D::ErrorType>>
where
    D: DrawingBackend,
{
    let Some(first) = comparison.runs.first() else {
        return Ok(());
    };
    let axis = Axis::new(&first.samples);
    root.fill(&WHITE)?;
    let title = TextStyle::from(("sans-serif", 22, FontStyle::Bold)).color(&INK);
    let small = TextStyle::from(("sans-serif", 13)).color(&INK);
    root.draw(&Text::new(comparison.load.clone(), (24, 14), title))?;
    root.draw(&Text::new(comparison.setting.clone(), (24, 44), small))?;
    let (_, body) = root.split_vertically(64);
    let (load, body) = body.split_vertically(200);
    let (replicas, late) = body.split_vertically(390);

    let arriving = axis.points(&first.samples, |chunk| mean(chunk, |it| it.rps));
    let needed = axis.points(&first.samples, |chunk| {
        chunk
            .iter()
            .map(|it| f64::from(it.needed))
            .fold(0.0, f64::max)
    });
    Panel {
        name: "requests per second",
        axis: &axis,
        ground: Some(("load", arriving)),
        lines: Vec::new(),
        legend: false,
    }
    .paint(&load)?;
    let lines = comparison.runs.iter().map(|run| {
        let ready = |chunk: &[Sample]| mean(chunk, |it| f64::from(it.ready));
        Line {
            name: &run.name,
            dashed: run.baseline,
            points: steps(&axis.points(&run.samples, ready)),
        }
    });
    Panel {
        name: "replicas that are ready",
        axis: &axis,
        ground: Some(("needed", steps(&needed))),
        lines: lines.collect(),
        legend: true,
    }
    .paint(&replicas)?;
    let lines = comparison.runs.iter().map(|run| {
        let late = |chunk: &[Sample]| {
            let sum = |of: fn(&Sample) -> u64| to_f64(chunk.iter().map(of).sum());
            let ended = sum(|it| it.answered) + sum(|it| it.failed);
            100.0 * (sum(|it| it.late) + sum(|it| it.failed)) / ended.max(1.0)
        };
        Line {
            name: &run.name,
            dashed: run.baseline,
            points: axis.points(&run.samples, late),
        }
    });
    Panel {
        name: "late or failed, %",
        axis: &axis,
        ground: None,
        lines: lines.collect(),
        legend: false,
    }
    .paint(&late)?;
    root.present()
}

struct Line<'p> {
    name: &'p str,
    dashed: bool,
    points: Points,
}

/// One of the pictures above each other.
struct Panel<'p> {
    name: &'p str,
    axis: &'p Axis,
    /// Drawn as an area behind the lines.
    ground: Option<(&'p str, Points)>,
    lines: Vec<Line<'p>>,
    legend: bool,
}

impl Panel<'_> {
    fn paint<D: DrawingBackend>(
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
