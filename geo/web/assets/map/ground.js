// What lies under every picture: land, water, lines, and the background a reader may ask for.
StrikeMap.ground = (function () {
  "use strict";
  const scene = StrikeMap.scene;
  const PANES = { land: 210, shade: 220, hatch: 230, water: 235, lines: 240, discs: 420, names: 450 };
  const UNTOUCHED = ["land", "lines", "water", "names", "hatch"];
  let tiles, lakes, shown = "none";

  function start() {
    const base = StrikeMap.base, map = scene.map;
    for (const [name, z] of Object.entries(PANES)) map.createPane(name).style.zIndex = z;
    for (const name of UNTOUCHED) map.getPane(name).style.pointerEvents = "none";
    for (const [what, pane, look] of [
      ["borders", "land", "line border"], ["governorate", "land", "land"], ["rivers", "water", "river"], ["lake", "water", "lake"],
      ["subdistrict", "lines", "line thin"], ["district", "lines", "line"], ["governorate", "lines", "line outer"],
    ]) {
      const layer = L.geoJSON(base[what], { interactive: false, pane: pane, style: { className: look } }).addTo(map);
      if (what === "lake") lakes = layer;
    }
  }

  // Whether a box of the map's frame lies on standing water; null where its middle does not: a river's name stands beside it.
  function onWater(box) {
    const wet = function (x, y) {
      const p = scene.map.containerPointToLayerPoint([x, y]);
      return lakes.getLayers().some(function (lake) { return StrikeMap.layout.within(lake._parts, p.x, p.y); });
    };
    const across = (box.left + box.right) / 2, middle = (box.top + box.bottom) / 2;
    if (!wet(across, middle)) return null;
    return [[box.left, middle], [box.right, middle], [across, box.top], [across, box.bottom]].every(function (p) { return wet(p[0], p[1]); });
  }

  function draw(basemap) {
    if (basemap.name === shown) return;
    if (tiles) scene.map.removeLayer(tiles);
    shown = basemap.name;
    tiles = basemap.url ? L.tileLayer(basemap.url, { attribution: basemap.attribution, maxZoom: 18 }).addTo(scene.map) : null;
    scene.map.getContainer().classList.toggle("tiled", Boolean(tiles));
    StrikeMap.own.draw();
  }

  return { start: start, draw: draw, onWater: onWater };
})();
