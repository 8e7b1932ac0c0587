// What lies over the map: its title, its buttons, its legend, its credit.
StrikeMap.boxes = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el, boxes = scene.boxes;
  let lines = {}, inView, credit;

  function start() {
    for (const [name, position] of [["title", "topleft"], ["buttons", "topright"], ["legend", "bottomleft"]]) {
      const control = L.control({ position: position });
      control.onAdd = function () {
        boxes[name] = el("div", "box " + name);
        L.DomEvent.disableClickPropagation(boxes[name]);
        L.DomEvent.disableScrollPropagation(boxes[name]);
        return boxes[name];
      };
      control.addTo(scene.map);
    }
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(scene.map);
  }

  function turn(dir) {
    for (const box of [boxes.title, boxes.legend, scene.map.attributionControl.getContainer()]) box.dir = dir;
  }

  function drawTitle() {
    const title = scene.state.title;
    boxes.title.textContent = "";
    el("strong", "", title.what, boxes.title);
    const dates = el("span", "dates", title.dates, boxes.title);
    if (title.filters) el("span", "dates", title.filters, boxes.title);
    lines = {
      dates: dates,
      count: el("span", "", title.count, boxes.title),
      headline: el("span", "", title.headline, boxes.title),
      ungraded: el("span", "light", title.ungraded, boxes.title),
    };
    inView = el("span", "light", "", boxes.title);
    const attribution = scene.map.attributionControl;
    if (credit) attribution.removeAttribution(credit);
    credit = el("span", "", scene.state.words.attribution).outerHTML;
    attribution.addAttribution(credit);
  }

  // One frame of playback.
  function frame(texts) {
    for (const [key, node] of Object.entries(lines)) if (node.textContent !== texts[key]) node.textContent = texts[key] || "";
  }

  function tellInView(n, all) {
    const words = StrikeMap.words;
    inView.textContent = n === null ? "" : words.fill(scene.state.words.in_view, { n: words.number(n), all: words.number(all) });
  }

  function drawButtons() {
    const state = scene.state, map = scene.map, words = state.words;
    if (boxes.buttons.childElementCount && boxes.buttons.lang === state.lang) return;
    boxes.buttons.lang = state.lang;
    Object.assign(L.drawLocal.draw.handlers.polygon.tooltip, words.draw_steps);
    boxes.buttons.textContent = "";
    const acts = [
      ["+", words.zoom_in, function () { map.zoomIn(0.5); }],
      ["−", words.zoom_out, function () { map.zoomOut(0.5); }],
      ["⤢", words.fit, StrikeMap.view.whole],
      ["◎", words.fit_results, StrikeMap.view.fitResults],
      ["⬚", words.draw, function () { new L.Draw.Polygon(map, { shapeOptions: { color: StrikeMap.colours.ink, weight: 1.5, dashArray: "4 4", fillOpacity: 0.05 } }).enable(); }],
    ];
    if (StrikeMap.pick) acts.pop(); // a page that stands alone has no filters to draw
    for (const [sign, name, act] of acts) {
      const button = el("button", "", sign, boxes.buttons);
      button.type = "button";
      StrikeMap.choose.tell(button, name);
      button.addEventListener("click", act);
    }
  }

  function drawLegend() {
    const state = scene.state, legend = state.legend, width = scene.map.getSize().x;
    const had = boxes.legend.querySelector("details");
    const open = had ? had.open : (Boolean(state.present) && width > 560) || (width > 700 && Boolean(state.play));
    boxes.legend.textContent = "";
    const fold = el("details", "", null, boxes.legend);
    fold.open = open;
    el("summary", "", legend.title, fold);
    if (legend.classes.length) {
      el("p", "", legend.shade, fold);
      const ramp = el("div", "ramp", null, fold);
      legend.classes.forEach(function (text, k) { el("span", "", text, ramp).style.borderTopColor = StrikeMap.areas.ramp[k]; });
    }
    legend.rows.forEach(function (row) {
      const line = el("p", "row", null, fold);
      el("i", "key " + row[0], null, line);
      el("span", "", row[1], line);
    });
  }

  // What lies over the map leaves no room for a badge: its boxes within the map's frame.
  function rooms() {
    const frame = scene.map.getContainer().getBoundingClientRect();
    return ["find", "title", "buttons", "legend"].map(function (name) { return boxes[name].getBoundingClientRect(); })
      .filter(function (r) { return r.width; })
      .map(function (r) { return { left: r.left - frame.left, right: r.right - frame.left, top: r.top - frame.top, bottom: r.bottom - frame.top }; });
  }

  return { start: start, turn: turn, drawTitle: drawTitle, frame: frame, tellInView: tellInView, drawButtons: drawButtons, drawLegend: drawLegend, rooms: rooms };
})();
