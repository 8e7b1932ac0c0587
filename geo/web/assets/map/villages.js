// Which villages are named? The nearer one comes the more of them, the most populated first; never on a mark, a badge or another name.
StrikeMap.villages = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el;
  const FROM = 9.5; // zoom levels: further away the towns of the picture are enough
  const FIRST = 48; // names at that level; four times as many a level nearer, over a quarter of the land
  const LINE = 15; // pixels
  let pane, pencil, marks = [];

  function start() {
    pane = el("div", "villages", "", scene.map.getPane("names"));
    pencil = document.createElement("canvas").getContext("2d");
    scene.map.on("zoomstart", function () { pane.textContent = ""; });
    scene.map.on("moveend", draw);
  }

  // What is taken now: it moves with the land, so it is kept in the land's own pixels; what lies over the map is asked anew.
  function settle(taken, rooms) {
    const zero = scene.map.containerPointToLayerPoint([0, 0]);
    marks = taken.filter(function (box) { return !rooms.includes(box); }).map(function (box) { return shift(box, zero.x, zero.y); });
    draw();
  }

  function shift(box, x, y) {
    return { left: box.left + x, right: box.right + x, top: box.top + y, bottom: box.bottom + y };
  }

  // In the language of the page; where no name in it is known, in the other, in italics.
  function nameOf(place) {
    const own = place[3 + StrikeMap.base.name_languages.indexOf(scene.state.names_in)];
    return { text: own || place[3] || place[4], other: !own };
  }

  function draw() {
    pane.textContent = "";
    const map = scene.map, zoom = map.getZoom();
    if (!scene.state || zoom < FROM) return;
    pencil.font = getComputedStyle(pane).font;
    const zero = map.containerPointToLayerPoint([0, 0]), view = map.getBounds().pad(-0.01);
    const taken = marks.map(function (box) { return shift(box, -zero.x, -zero.y); }).concat(StrikeMap.boxes.rooms());
    const named = new Set(scene.state.names.map(function (name) { return name.id; }));
    const most = Math.round(FIRST * Math.pow(4, zoom - FROM));
    for (const place of [...StrikeMap.base.places, ...StrikeMap.own.names()].slice(0, most)) {
      if (named.has(place[0]) || !view.contains([place[1], place[2]])) continue;
      const name = nameOf(place), at = map.latLngToContainerPoint([place[1], place[2]]);
      const size = { x: at.x, y: at.y, w: pencil.measureText(name.text).width + 2, h: LINE, dot: true };
      const own = taken.filter(function (box) { return box.left < at.x && at.x < box.right && box.top < at.y && at.y < box.bottom; });
      const aside = Math.max(6, ...own.map(function (box) { return Math.max(box.right - at.x, at.x - box.left) + 3; }));
      if (aside > 24) continue; // under a badge
      const side = StrikeMap.layout.side(size, taken, aside, aside);
      if (side) write(place, name, at.add(zero), side, aside, own.length);
    }
    StrikeMap.roads.draw(pane, pencil, taken, zero, nameOf);
  }

  function write(place, name, spot, side, aside, marked) {
    const node = el("div", "town village" + (name.other ? " other" : ""), "", pane);
    node.dataset.side = side;
    node.dataset.place = place[0];
    node.style.setProperty("--aside", aside + "px");
    L.DomUtil.setPosition(node, spot);
    if (!marked) el("i", "", "", node);
    el("span", "", name.text, node).dir = "auto";
  }

  return { start: start, settle: settle };
})();
