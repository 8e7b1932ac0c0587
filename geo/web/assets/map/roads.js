// What are the roads of own ground called? Names along them, the widest classes first; never on a mark, a name of a place or one another.
StrikeMap.roads = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el;
  const FROM = { 1: 10, 2: 11, 3: 12, 4: 13, 5: 14.25 }; // zoom levels, by class
  const LINE = 14, APART = 320, MOST = 80; // pixels; pixels between two of one name; names on a map

  // ``taken`` are boxes of the map's frame, ``zero`` its corner among the land's pixels; nameOf says a name in the page's language.
  function draw(pane, pencil, taken, zero, nameOf) {
    const zoom = scene.map.getZoom(), frame = scene.map.getSize(), placed = [];
    for (const road of StrikeMap.own.roads(function (rank) { return zoom >= (FROM[rank] || 99); })) {
      if (placed.length >= MOST) return;
      const name = nameOf(["", 0, 0, ...road.name]);
      if (!name.text) continue;
      const spot = StrikeMap.along.place(road.points, pencil.measureText(name.text).width + 4, LINE, taken.concat(near(placed, name.text)), frame);
      if (!spot) continue;
      const width = pencil.measureText(name.text).width + 4;
      taken.push(...StrikeMap.along.boxes(spot, width, LINE));
      placed.push({ text: name.text, x: spot.x, y: spot.y });
      write(pane, name, spot, zero);
    }
  }

  // One name is said again only far from where it stands.
  function near(placed, text) {
    return placed.filter(function (p) { return p.text === text; }).map(function (p) { return StrikeMap.layout.around(p.x, p.y, APART, APART); });
  }

  function write(pane, name, spot, zero) {
    const node = el("div", "road-name" + (name.other ? " other" : ""), "", pane);
    L.DomUtil.setPosition(node, L.point(spot.x, spot.y).add(zero));
    const text = el("span", "", name.text, node);
    text.dir = "auto";
    text.style.rotate = spot.angle + "rad";
  }

  return { draw: draw };
})();
