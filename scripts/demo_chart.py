"""A chart in a terminal, drawn again and again at one place."""

import shutil
import sys

import demo

EIGHTHS = " ▁▂▃▄▅▆▇█"
HEIGHT = 5  # lines of each curve
LEGEND = 26  # columns beside a curve


def bars(values, top):
    """Lines of a bar chart, the highest first; a value of None has no bar."""
    for line in reversed(range(HEIGHT)):
        cells = ((value or 0) / top * HEIGHT - line for value in values)
        yield "".join(EIGHTHS[round(8 * min(max(cell, 0), 1))] for cell in cells)


def fits(curves):
    """Whether there is a terminal that has place for so many curves."""
    lines = curves * (HEIGHT + 1) + 2
    return demo.on_terminal() and shutil.get_terminal_size().lines >= lines


class Chart:
    """Curves below each other, one column per moment."""

    def __init__(self, curves):
        """`curves`: name, unit and colour of each."""
        self.curves = curves
        self.moments = []
        self.lines = 0

    def add(self, values, note):
        """One more moment, one value per curve."""
        self.moments.append(values)
        size = shutil.get_terminal_size()
        wide = max(size.columns - LEGEND - 2, 10)
        drawn = [line for number in range(len(self.curves)) for line in self.curve(number, wide)]
        drawn.append(demo.paint(note[: size.columns - 1], "dim"))
        up = f"\033[{self.lines}A" if self.lines else ""
        sys.stdout.write(up + "".join(f"\r\033[2K{line}\n" for line in drawn))
        sys.stdout.flush()
        self.lines = len(drawn)

    def curve(self, number, wide):
        name, unit, colour = self.curves[number]
        values = [moment[number] for moment in self.moments]
        most = max((value for value in values if value is not None), default=None)
        shown = ["–" if it is None else f"{it:.0f}{unit}" for it in (values[-1], most)]
        legends = [name, f"now {shown[0]}", f"most {shown[1]}"]
        legends += [""] * (HEIGHT - len(legends))
        for legend, line in zip(legends, bars(values[-wide:], most or 1), strict=True):
            yield f"{legend:<{LEGEND}}{demo.paint(line, colour)}"
        yield ""
