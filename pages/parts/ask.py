"""What the pages ask: the extent and filters, the window, and how the selection is drawn."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.filters import LISTS, Filters, facet_counts, set_filters
from geo.choice.window import UNDATED
from geo.count.timeline import bin_edges, count_with_spared
from geo.evidence.kinds import ATTACK
from geo.record.remembered import once
from geo.show.sentence import code_name
from geo.territory import here
from geo.text.languages import data_language
from geo.text.words import area_name, help_with, number, options, say
from geo.web.strip import strip
from pages import Visit, change, cleared, keep, plain, reset
from pages.parts.chips import show_chips
from pages.parts.widgets import all_chosen_as, kinds_chosen_as


def ask_filters(visit: Visit) -> None:
    """Ask for every filter but the window, in one row: extent, and the rest behind one button."""
    lang, f = visit.lang, visit.filters
    if len(here().extents) > 1:  # a land without a city has no countryside apart from it
        st.segmented_control(
            say("extent", lang),
            [x for x in here().extents if x != "outside" or f.extent == x],
            format_func=lambda code: say(f"extent_short_{code}", lang),
            default=f.extent,
            label_visibility="collapsed",
            required=True,
            **keep("extent", f.extent, lambda v: {"extent": v}),
        )
    active = len(set_filters(f))
    label = say("filters_n", lang, n=active) if active else say("filters", lang)
    with st.popover(label, icon=":material/tune:"):
        st.text_input(say("filter_text", lang), f.text, max_chars=s.TEXT_LIMIT, **keep("text", f.text, lambda v: {"text": v}))
        _ask_lists(visit)
        ask_killed(visit)
        st.toggle(
            say("filter_precise", lang),
            f.precise,
            help=help_with("help_precise", "precision", lang),
            **keep("precise", f.precise, lambda v: {"precise": v}),
        )
        fighting = keep("fighting", f.fighting, lambda v: {"fighting": v})
        st.toggle(say("filter_fighting", lang), f.fighting, help=help_with("help_fighting", "fighting", lang), **fighting)
        attacks = keep("attacks", f.kind == (ATTACK,), lambda v: {"kind": (ATTACK,) if v else Filters.kind})
        st.toggle(say("filter_attacks", lang), f.kind == (ATTACK,), help=help_with("help_attacks", "fighting", lang), **attacks)
        _ask_place(visit)
        if active:
            st.button(say("bring_back_filters", lang), key="clear_filters", on_click=change, kwargs=cleared())
    show_chips(visit)


def _ask_lists(visit: Visit) -> None:
    """Ask which sources, gradings, kinds, sides, accused, answers, infrastructure and times of the day; what no claim here has is not offered, unless it is chosen."""
    lang = visit.lang
    name_of_term = {"source": "claim", "grading": "grading", "response": "answers", "kind": "fighting", "sides": "fighting"}
    named = {"source": visit.record.sources, "belligerent": visit.record.belligerents}
    for name in ("source", "grading", "kind", "sides", "belligerent", "response", "infrastructure", "daytime"):
        now = [] if name == "kind" and visit.filters.kind == Filters.kind else list(getattr(visit.filters, name))
        every = LISTS.get(name, tuple(dict.fromkeys((*visit.record.sides, *now))))
        codes = tuple(c for c in every if c in now or c in named.get(name, every))
        labels = {c: code_name(name, c, lang) for c in codes}
        st.multiselect(
            say(f"filter_{name}", lang),
            codes,
            now,
            format_func=labels.__getitem__,
            placeholder=say("any", lang),
            help=help_with(f"help_{name}", name_of_term[name], lang) if name in name_of_term else None,
            **keep(name, now, kinds_chosen_as if name == "kind" else partial(all_chosen_as, name)),
        )


def _ask_place(visit: Visit) -> None:
    """Ask near which place, in which area, inside which shape."""
    lang, f = visit.lang, visit.filters
    places = visit.record.places
    names = once(visit.record, ("near", lang), lambda: {"": say("any", lang)} | dict(zip(places["area_id"], places["label"], strict=True)))
    st.selectbox(
        say("filter_near", lang),
        list(names),
        list(names).index(f.near),
        format_func=names.__getitem__,
        **keep("near", f.near, lambda v: {"near": v or ""}),
    )
    areas = {"": say("any", lang)} | area_menu(visit)
    st.selectbox(
        say("filter_area", lang),
        list(areas),
        list(areas).index(f.area),
        format_func=areas.__getitem__,
        **keep("area", f.area, lambda v: {"area": v or ""}),
    )
    if f.near:
        km = max(f.km, 1)
        st.number_input(say("filter_km", lang), 1, s.KM_LIMIT, km, step=1, **keep("km", km, lambda v: {"km": v or 1}))
    if f.shape:
        st.button(say("shape_clear", lang), key="shape_clear", on_click=change, kwargs={"shape": ()})
    else:
        st.caption(say("shape_hint", lang))


def ask_killed(visit: Visit) -> None:
    """Ask for the least number killed, and who must say so."""
    lang, f = visit.lang, visit.filters
    least = keep("min_killed", f.min_killed, lambda v: {"min_killed": v or 0})
    st.number_input(
        say("filter_min_killed", lang), 0, 1_000_000, f.min_killed, step=1, help=help_with("help_min_killed", "ranges", lang), **least
    )
    if f.min_killed:
        labels = options(lang, "says", voc.SAYS)
        st.radio(
            say("filter_says", lang),
            voc.SAYS,
            voc.SAYS.index(f.says),
            format_func=labels.__getitem__,
            **keep("says", f.says, lambda v: {"says": v}),
        )


@st.cache_data(max_entries=64, show_spinner=False, scope="session")
def _histogram(fingerprint: str, filters: Filters, lang: str, _visit: Visit) -> str:  # noqa: ARG001 - the key
    """Write the strip over the slider; no window changes it, so moving the slider need not draw it again."""
    rows = _visit.chosen.tally.by_interval
    edges = bin_edges(_visit.record.span, "week", _visit.record.phases)
    bins = count_with_spared(rows[rows["start"] != UNDATED], edges, _visit.chosen.tally.spared.intervals(["group"]))
    return strip(bins, _visit.record.phases, _visit.record.span, lang, _visit.chosen.watched)


def ask_window(visit: Visit) -> None:
    """Ask for the window: histogram, slider, step buttons, presets, reset."""
    lang, f, record = visit.lang, visit.filters, visit.record
    first, last = record.span
    with st.container(key="window", gap="xxsmall"):
        st.html(_histogram(record.fingerprint, replace(f, start=None, end=None), lang, visit))
        now = (min(max(f.start or first, first), last), max(min(f.end or last, last), first))
        st.slider(
            say("window", lang),
            first,
            last,
            now,
            format="YYYY-MM-DD",
            step=timedelta(days=1),
            label_visibility="collapsed",
            **keep("window_slider", now, lambda v: {"start": v[0], "end": v[1]}),
        )
        presets: dict[str, tuple[str, date, date]] = {
            "campaign": (say("preset_campaign", lang), here().campaign[0], here().campaign[1]),
            "all": (say("preset_all", lang), first, last),
        }
        for k, phase in enumerate(once(record, "phases", lambda: record.phases.to_dict("records")), 1):
            presets[phase["phase_id"]] = (
                f"{k} {phase[f'short_{data_language(lang)}']}",
                phase["date_start"].date(),
                phase["date_end"].date(),
            )
        chosen = next((key for key, (_, a, b) in presets.items() if (a, b) == now), None)
        with st.container(horizontal=True, vertical_alignment="center", key="presets"):
            start, end = f.start or first, f.end or last
            span = end - start + timedelta(days=1)
            with st.container(horizontal=True, key="steps", width="content"):  # earlier stays left of later, as on the time axis
                for key, sign, icon in (("step_back", -1, "chevron_left"), ("step_forward", 1, "chevron_right")):
                    moved = (start + sign * span, end + sign * span)  # not cut to the record, so that a step back undoes a step
                    st.button(
                        "\u200b",
                        key=key,
                        icon=f":material/{icon}:",
                        help=say(key, lang),
                        disabled=moved[1] < first or moved[0] > last,
                        on_click=change,
                        kwargs={"start": moved[0], "end": moved[1]},
                    )
            st.pills(
                say("preset", lang),
                list(presets),
                default=chosen,
                format_func=lambda key: plain(presets[key][0]),
                label_visibility="collapsed",
                required=True,
                **keep("preset", chosen, lambda v: {"start": presets[v][1], "end": presets[v][2]} if v else {}),
            )
            st.button(say("reset", lang), key="reset", icon=":material/restart_alt:", help=say("reset_help", lang), on_click=reset)


def ask_view(visit: Visit, points: bool = True, layers: bool = True) -> None:
    """Ask how the selection is drawn: level or points, shading, background; ``layers`` is no where the map's own menu asks for the latter."""
    lang, view = visit.lang, visit.view
    levels = (*here().levels, *voc.SHOWS[1:]) if points else here().levels
    labels = {level: say(f"level_{level}", lang) for level in voc.LEVELS} | {show: say(f"show_{show}", lang) for show in voc.SHOWS[1:]}
    now = view.level if view.show == "areas" or not points else view.show

    def read(value: str) -> dict[str, str]:
        choice = {"show": value} if value in voc.SHOWS else {"show": "areas", "level": value}
        if value == "repeats":
            choice["level"] = "place"
        return choice | {"selected": "", "incident": ""}

    st.segmented_control(
        say("group_by", lang),
        levels,
        default=now,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        required=True,
        **keep("level", now, read),
    )
    if not layers:
        return
    with st.popover(say("shade_by", lang), icon=":material/layers:"):
        if view.show == "areas" and view.level != "place":
            measures = {m: say(f"measure_{m}", lang) for m in voc.MEASURES}
            read_measure = keep("measure", view.measure, lambda v: {"measure": v})
            st.radio(
                say("shade_by", lang), voc.MEASURES, voc.MEASURES.index(view.measure), format_func=measures.__getitem__, **read_measure
            )
        maps = {m: say(f"basemap_{m}", lang) for m in voc.BASEMAPS}
        tiles = keep("basemap", view.basemap, lambda v: {"basemap": v})
        st.radio(say("basemap", lang), voc.BASEMAPS, voc.BASEMAPS.index(view.basemap), format_func=maps.__getitem__, **tiles)
        st.caption(say("basemap_warning", lang))
        if points:
            ratios = {"": say("present_off", lang)} | {r: r.replace("x", ":") for r in voc.RATIOS}
            shown = keep("present", view.present, lambda v: {"present": v})
            st.radio(
                say("present", lang),
                list(ratios),
                list(ratios).index(view.present),
                format_func=ratios.__getitem__,
                horizontal=True,
                **shown,
            )


def area_menu(visit: Visit) -> dict[str, str]:
    """Give code -> name of the sectors, districts and subdistricts, and of the place chosen if one is."""
    names, lang, chosen = visit.record.names, visit.lang, visit.filters.area
    kinds = {c: level for level in voc.LEVELS[:3] for c in visit.record.areas[level]["area_id"]}
    if chosen:
        kinds.setdefault(chosen, "place")
    return {c: f"{area_name(names, c, lang)} · {say(f'level_one_{level}', lang)}" for c, level in kinds.items()}


def ask_facets(visit: Visit) -> None:
    """Ask for the list filters with the number of incidents each code would leave; codes that leave none are not offered."""
    lang, f = visit.lang, visit.filters
    st.text_input(say("filter_text", lang), f.text, max_chars=s.TEXT_LIMIT, **keep("facet_text", f.text, lambda v: {"text": v}))
    for name, counts in facet_counts(visit.record.select, f).items():
        chosen = list(getattr(f, name))
        codes = [c for c, n in counts.items() if n or c in chosen]
        if not codes:
            continue
        labels = {c: plain(say("facet_count", lang, name=code_name(name, c, lang), n=number(counts[c], lang))) for c in codes}
        st.pills(
            say(f"filter_{name}", lang),
            codes,
            selection_mode="multi",
            default=chosen,
            format_func=labels.__getitem__,
            **keep(f"facet_{name}", chosen, kinds_chosen_as if name == "kind" else partial(all_chosen_as, name)),
        )
