// Which names of places and waters have room on the map?
StrikeMap.names = (function () {
  "use strict";
  const scene = StrikeMap.scene, el = scene.el;

  function draw() {
    scene.labels = scene.state.names.map(function (name) {
      const node = el("div", "town " + name.kind);
      if (name.kind === "place") el("i", "", "", node);
      const text = el("span", "", name.text, node);
      scene.add(L.marker([name.lat, name.lon], { pane: "names", interactive: false, keyboard: false, icon: scene.hold(node) }));
      return { node: node, text: text, lat: name.lat, lon: name.lon, kind: name.kind };
    });
  }

  // Those whose size is not known are shown before they are measured.
  function loosen(anew) {
    for (const label of scene.labels) {
      if (anew) label.w = 0;
      if (!label.w) label.node.hidden = false;
    }
  }

  function measure() {
    for (const label of scene.labels) if (!label.w) Object.assign(label, { w: label.text.offsetWidth, h: label.text.offsetHeight });
  }

  function settle(taken) {
    for (const label of scene.labels) {
      const at = scene.map.latLngToContainerPoint([label.lat, label.lon]);
      const dry = label.kind === "water" && StrikeMap.ground.onWater(StrikeMap.layout.around(at.x, at.y, label.w, label.h)) === false;
      const side = dry ? null : StrikeMap.layout.side({ x: at.x, y: at.y, w: label.w, h: label.h, dot: label.kind === "place" }, taken, 7, 6);
      label.node.hidden = !side;
      if (side) label.node.dataset.side = side;
    }
    turn();
  }

  // On a strong shade a name has the colour of paper.
  function turn() {
    for (const label of scene.labels) {
      if (label.node.hidden) continue;
      const at = scene.map.latLngToContainerPoint([label.lat, label.lon]), way = { right: [1, 0], left: [-1, 0], above: [0, -1], below: [0, 1] }[label.node.dataset.side] || [0, 0];
      label.node.classList.toggle("turned", StrikeMap.areas.isStrong(at.x + way[0] * (label.w / 2 + 7), at.y + way[1] * (label.h / 2 + 6)));
    }
  }

  return { draw: draw, loosen: loosen, measure: measure, settle: settle, turn: turn };
})();
