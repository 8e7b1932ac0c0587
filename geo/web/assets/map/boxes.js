// What lies over the map: its title, its buttons, its legend, its credit.
StrikeMap.boxes = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el, boxes = scene.boxes;
  const SVG = "http://www.w3.org/2000/svg";
  const ICONS = {
    layers: "M8 2 14.5 5.5 8 9 1.5 5.5ZM1.5 8.5 8 12 14.5 8.5M1.5 11 8 14.5 14.5 11",
    measure: "M1.5 11 11 1.5 14.5 5 5 14.5ZM4 8.5 5.5 10M6.2 6.3 8.4 8.5M8.5 4 10 5.5",
    screen: "M2 6V2H6M10 2H14V6M14 10V14H10M6 14H2V10",
  };
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
    StrikeMap.view.offer(boxes.title);
    lines.in_view = el("span", "dates", scene.state.in_view && scene.state.in_view.told, boxes.title); // of the window of list and sentence: nothing while a frame is shown
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
    acts.push(["layers", words.layers, StrikeMap.menu.toggle, StrikeMap.menu.opens]);
    acts.push(["measure", words.measure, StrikeMap.measure.toggle, StrikeMap.measure.opens]);
    acts.push(["screen", words.full_screen, StrikeMap.tools.fill, StrikeMap.tools.opens]);
    for (const [sign, name, act, opens] of acts) {
      const button = el("button", opens ? "icon" : "", opens ? "" : sign, boxes.buttons);
      button.type = "button";
      StrikeMap.choose.tell(button, name);
      button.addEventListener("click", act);
      if (!opens) continue;
      icon(button, ICONS[sign]);
      opens(button);
    }
  }

  function icon(parent, path) {
    const picture = parent.appendChild(document.createElementNS(SVG, "svg"));
    picture.setAttribute("viewBox", "0 0 16 16");
    picture.setAttribute("aria-hidden", "true");
    picture.appendChild(document.createElementNS(SVG, "path")).setAttribute("d", path);
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
    const corner = [...scene.map.getContainer().querySelectorAll(".leaflet-bottom.leaflet-right > *")]; // position, scale, credit
    return [...["find", "title", "buttons", "legend"].map(function (name) { return boxes[name]; }), ...corner]
      .map(function (box) { return box.getBoundingClientRect(); })
      .filter(function (r) { return r.width; })
      .map(function (r) { return { left: r.left - frame.left, right: r.right - frame.left, top: r.top - frame.top, bottom: r.bottom - frame.top }; });
  }

  return { start: start, turn: turn, drawTitle: drawTitle, frame: frame, tellInView: tellInView, drawButtons: drawButtons, drawLegend: drawLegend, rooms: rooms };
})();
