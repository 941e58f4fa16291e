//! The chart: the load, the replicas, and what users noticed, over time.

use std::path::Path;

use luascale::time::to_f64;
use plotters::coord::Shift;
use plotters::prelude::*;

use super::Comparison;
use crate::panel::{Axis, Line, POINTS, Panel, Points, load_fonts, steps, titled};
use crate::simulate::score::Sample;

/// Pixels.
const SIZE: (u32, u32) = (1200, 920);
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

/// Bundles lines of the record to as many points as can be seen.
fn points(axis: &Axis, samples: &[Sample], value: impl Fn(&[Sample]) -> f64) -> Points {
    let each = samples.len().div_ceil(POINTS).max(1);
    samples
        .chunks(each)
        .filter_map(|chunk| Some((axis.at(chunk.last()?.at_us), value(chunk))))
        .collect()
}

fn mean(chunk: &[Sample], of: impl Fn(&Sample) -> f64) -> f64 {
    chunk.iter().map(of).sum::<f64>() / to_f64(chunk.len().max(1) as u64)
}

fn draw<D>(root: DrawingArea<D, Shift>, comparison: &Comparison) -> Result<(), String>
where
    D: DrawingBackend,
    D::ErrorType: 'static,
{
    load_fonts()?;
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
    let axis = Axis::new(first.samples.last().map_or(1, |last| last.at_us));
    let body = titled(root, &comparison.load, &comparison.setting)?;
    let (load, body) = body.split_vertically(200);
    let (replicas, late) = body.split_vertically(390);

    let arriving = points(&axis, &first.samples, |chunk| mean(chunk, |it| it.rps));
    let needed = points(&axis, &first.samples, |chunk| {
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
            points: steps(&points(&axis, &run.samples, ready)),
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
            points: points(&axis, &run.samples, late),
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
