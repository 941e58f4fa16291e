//! The chart: the load, and what was and would have been decided.

use luascale::time::to_f64;
use plotters::coord::Shift;
use plotters::prelude::*;

use super::recording::Moment;
use crate::panel::{Axis, Line, POINTS, Panel, Points, load_fonts, steps, titled};

/// Pixels.
const SIZE: (u32, u32) = (1200, 700);

/// A chart as SVG.
///
/// # Errors
/// It cannot be drawn.
pub(super) fn svg(moments: &[Moment], lines: &[super::Line]) -> Result<String, String> {
    let mut text = String::new();
    load_fonts()?;
    let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
    let painted = paint(&root, moments, lines);
    painted.map_err(|error| format!("the chart: {error}"))?;
    drop(root);
    Ok(text)
}

fn paint<D: DrawingBackend>(
    root: &DrawingArea<D, Shift>,
    moments: &[Moment],
    lines: &[super::Line],
) -> Result<(), DrawingAreaErrorKind<D::ErrorType>> {
    let Some((first, last)) = moments.first().zip(moments.last()) else {
        return Ok(());
    };
    let axis = Axis::new(last.at.micros_since(first.at));
    let each = moments.len().div_ceil(POINTS).max(1);
    let points = |value: &dyn Fn(usize) -> Option<f64>| -> Points {
        let ends = (0..moments.len()).step_by(each);
        let seen = ends.filter_map(|at| {
            let moment = moments.get(at)?;
            Some((axis.at(moment.at.micros_since(first.at)), value(at)?))
        });
        seen.collect()
    };
    let title = format!("Replay of {} rows", moments.len());
    let body = titled(root, &title, "What ran in the recording is what runs.")?;
    let (load, desired) = body.split_vertically(220);
    let metric = |name: &'static str| points(&move |at| moments.get(at)?.metrics.values.get(name));
    let arriving = metric("rps");
    Panel {
        name: "requests per second",
        axis: &axis,
        ground: Some(("load", arriving)),
        lines: Vec::new(),
        legend: false,
    }
    .paint(&load)?;
    let running = points(&|at| Some(f64::from(moments.get(at)?.current?)));
    let lines = lines.iter().enumerate().map(|(number, line)| {
        let desired = |at: usize| line.decided.get(at)?.desired.map(|it| to_f64(it.into()));
        Line {
            name: &line.name,
            dashed: number == 0,
            points: steps(&points(&desired)),
        }
    });
    Panel {
        name: "desired replicas",
        axis: &axis,
        ground: Some(("running", steps(&running))),
        lines: lines.collect(),
        legend: true,
    }
    .paint(&desired)?;
    root.present()
}
