// Where is the incident of the page's list that the pointer, or the keyboard, is on? Marked while it is; an arrow at the edge where that is out of sight.
StrikeMap.hover = (function () {
  "use strict";
  const scene = StrikeMap.scene, ROW = '.st-key-panel [class*="st-key-open-"]', EDGE = 22;
  let page, mark, over = "", outline = null;

  function start() {
    try {
      page = window.parent !== window && !StrikeMap.pick ? window.parent.document : null;
    } catch (error) { // a page of another origin
      page = null;
    }
    if (!page) return;
    mark = scene.el("div", "hovered", "", scene.map.getContainer());
    mark.hidden = true;
    mark.setAttribute("aria-hidden", "true"); // the row itself says what and where
    scene.map.createPane("hover").style.zIndex = 690; // over badges
    const heard = ["pointerover", "focusin"];
    for (const event of heard) page.addEventListener(event, come, true);
    window.addEventListener("pagehide", function () { for (const event of heard) page.removeEventListener(event, come, true); });
    scene.map.on("move zoomend", draw);
  }

  function come(event) {
    const row = event.target.closest ? event.target.closest(ROW) : null;
    const key = row ? [...row.classList].find(function (name) { return name.startsWith("st-key-open-"); }) : "";
    if (key === over) return;
    over = key;
    draw();
  }

  // The page says where the rows of its list are, by the ids of their incidents; it names a row by the same id, with what no class may hold written as "-".
  function spot() {
    const listed = over && page.querySelector(".st-key-panel .listed");
    if (!listed) return null;
    const found = Object.entries(JSON.parse(listed.dataset.spots)).filter(function ([id]) { return "st-key-open-" + id.replace(/[^a-zA-Z0-9_-]/g, "-") === over; });
    return found.length === 1 ? found[0][1] : null;
  }

  function draw() {
    if (!mark) return;
    if (outline) scene.map.removeLayer(outline);
    outline = null;
    const at = scene.state && !scene.state.playing ? spot() : null;
    scene.map.getContainer().dataset.hovered = at ? over.slice("st-key-open-".length) : "";
    mark.hidden = !at || typeof at === "string";
    if (typeof at === "string") outline = StrikeMap.areas.outline(at, { pane: "hover", interactive: false, color: StrikeMap.colours.blue, weight: 4, fill: false });
    if (outline) outline.addTo(scene.map);
    else if (at) put(at);
  }

  // A ring that lies over everything, badges and boxes too: what it may cover, and its middle. Out of sight: an arrow at the edge, towards it.
  function put([lat, lon, radius]) {
    const size = scene.map.getSize(), spot = scene.map.latLngToContainerPoint([lat, lon]), middle = size.divideBy(2), away = spot.subtract(middle);
    const seen = Math.abs(away.x) < middle.x && Math.abs(away.y) < middle.y;
    const most = Math.min((middle.x - EDGE) / Math.abs(away.x || 1), (middle.y - EDGE) / Math.abs(away.y || 1));
    const where = seen ? spot : middle.add(away.multiplyBy(most));
    const wide = radius ? 2 * (spot.y - scene.map.latLngToContainerPoint([L.latLng(lat, lon).toBounds(2 * radius).getNorth(), lon]).y) : 0;
    mark.className = seen ? "hovered" : "hovered away";
    mark.style.left = where.x + "px";
    mark.style.top = where.y + "px";
    mark.style.width = mark.style.height = seen ? wide + "px" : "";
    mark.style.rotate = seen ? "" : Math.atan2(away.y, away.x) + "rad";
  }

  return { start: start, draw: draw };
})();
