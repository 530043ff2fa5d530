"""Coding by hand: how far coders agree, and what machine, coders and both together say of a frame."""

import pandas as pd
from matplotlib.figure import Figure

from utils.charts.shared import key, share_axis, stacked
from utils.figures import GRID, INK, QUIET, described, framed, house_style
from utils.framing import Codebook
from utils.summary import describe_corrected, listed

TENTATIVE = 0.667  # alpha from which Krippendorff (2004) allows tentative conclusions
READINGS = {"machine": (QUIET, "D"), "coders": ("#0072B2", "o"), "corrected": ("#D55E00", "s")}


def coders_agree(table: pd.DataFrame, codebook: Codebook) -> Figure:
    """Krippendorff's alpha with its interval, a row a frame: the table of `reliability.agreement_by_frame`."""
    labels = codebook.labels()
    shown = table.sort_values("alpha", ascending=False, na_position="last").reset_index(drop=True)
    agreed = [labels[frame] for frame in shown.loc[shown["low"] >= TENTATIVE, "frame"]]
    title_by = "; the title goes by the lower end" if agreed else ""
    low = min([0.0, *shown["low"].dropna(), *shown["alpha"].dropna()])
    with house_style():
        figure, axes = framed(
            f"Coders agree on {listed(agreed)}" if agreed else "On which frames do coders agree?",
            "Each mark: Krippendorff's alpha, 1 full agreement, 0 chance; line: 95\u00a0% interval over sentences. "
            f"From .80 firm conclusions, from .667 tentative ones{title_by}.",
            0.9 + 0.42 * max(len(shown), 1),
        )
        for mark in (TENTATIVE, 0.8):
            axes.axvline(mark, color=GRID, linewidth=1.2)
        axes.axvline(0, color=QUIET, linewidth=0.8)
        axes.hlines(shown.index, shown["low"], shown["high"], color="#0072B2", linewidth=1.6)
        axes.plot(shown["alpha"], shown.index, "o", color="#0072B2")
        for y in shown.index[shown["alpha"].isna()]:
            axes.text(0.02, y, "undefined", va="center", color=INK, size=9.5)
        axes.set_yticks(range(len(shown)), [labels[frame] for frame in shown["frame"]])
        axes.set(ylim=(max(len(shown), 1) - 0.4, -0.6), xlim=(low - 0.02, 1.02))
        axes.set_xticks([0, TENTATIVE, 0.8, 1], ["0", ".667", ".80", "1"])
    known = shown.dropna(subset=["alpha"])["frame"].map(labels).tolist()
    ends = f", highest for {known[0]}, lowest for {known[-1]}" if known else "; it is defined for none"
    return described(figure, table, f"Coders: alpha by frame with intervals{ends}.")


def coders_spread(codings: pd.DataFrame, codebook: Codebook) -> Figure:
    """How often each coder says yes, a dot a coder, a row a frame: the table of `reliability.read_codings`."""
    labels = codebook.labels()
    shares = codings.dropna(subset=["value"]).astype({"value": float}).groupby(["frame", "coder"])["value"].mean()
    table = shares.rename("share").reset_index()
    frames = [frame for frame in labels if frame in set(table["frame"])]
    with house_style():
        figure, axes = framed(
            "Who says yes more often?",
            "A dot is a coder: the share of sentences coded yes. The stroke is the middle of all coders.",
            0.9 + 0.5 * max(len(frames), 1),
        )
        for row, frame in enumerate(frames):
            values = table.loc[table["frame"] == frame, "share"]
            axes.plot(values, row + stacked(values.round(2)), "o", color="#0072B2", markersize=4.5, alpha=0.6)
            axes.vlines(values.median(), row - 0.34, row + 0.34, color=INK, linewidth=2)
        axes.set_yticks(range(len(frames)), [labels[frame] for frame in frames])
        axes.set(ylim=(max(len(frames), 1) - 0.4, -0.6), xlim=(-0.02, max(0.5, 1.05 * table["share"].max())))
        axes.xaxis.set_major_formatter(lambda x, _: f"{100 * x:.0f} %")
        axes.grid(axis="x", color=GRID)
    return described(figure, table, f"Share of yes by coder and frame, {table['coder'].nunique()} coders.")


def machine_and_coders(held: pd.DataFrame, codebook: Codebook) -> Figure:
    """Shares of each frame by machine, coders and both together: the table of `reliability.against_machine`."""
    labels = codebook.labels()
    shown = held.sort_values("corrected", ascending=False, kind="stable").reset_index(drop=True)
    few, many = (int((shown["share"] < shown["low"]).sum()), int((shown["share"] > shown["high"]).sum()))
    of = f"of {len(shown)} frames"
    title = "What do the coders make of the machine\u2019s shares?"
    if few or many:
        told = [f"too {word} for {n} {of}" for word, n in (("low", few), ("high", many)) if n]
        title = f"The machine\u2019s shares are {listed(told)}"
    columns = {"coders": ("coders", "coders_low", "coders_high"), "corrected": ("corrected", "low", "high")}
    with house_style():
        figure, axes = framed(
            title,
            "Share of sentences with the frame. Machine: indicators in all sentences. Coders: in those they coded. "
            "Corrected: both together. Lines: 95\u00a0% interval.",
            0.9 + 0.6 * max(len(shown), 1),
        )
        axes.plot(shown["share"], shown.index - 0.24, READINGS["machine"][1], color=QUIET, clip_on=False)
        for (name, (value, low, high)), down in zip(columns.items(), (0, 0.24), strict=True):
            colour, marker = READINGS[name]
            axes.hlines(shown.index + down, shown[low], shown[high], color=colour, linewidth=1.6)
            axes.plot(shown[value], shown.index + down, marker, color=colour, clip_on=False)
        axes.set_yticks(range(len(shown)), [labels[frame] for frame in shown["frame"]])
        axes.set_ylim(max(len(shown), 1) - 0.4, -0.6)
        share_axis(axes, shown[["share", "high", "coders_high"]].max() if len(shown) else [])
        key(axes, list(READINGS), READINGS)
    alt = f"Coders, machine and both together: share of sentences by frame. {describe_corrected(held, codebook)}"
    return described(figure, held, alt)
