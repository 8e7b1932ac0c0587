// The map in a file of its own, without a server: a choice lists its rows in the table below.
(function () {
  "use strict";
  window.__GLOBAL_DATA__ = { last_object_clicked_count: 0 };
  StrikeMap.pick = function (kind, id) {
    if (kind === "window") return;
    const rows = document.querySelectorAll("tbody tr"), unit = kind + ":" + id;
    const known = [...rows].some(function (row) { return row.dataset.unit === unit; });
    for (const row of rows) row.hidden = known && row.dataset.unit !== unit;
    document.getElementById("all").hidden = !known;
  };
  document.getElementById("all").addEventListener("click", function () { StrikeMap.pick("", ""); });
  const map = L.map("map_div", { center: StrikeMap.base.bounds[0], zoom: 9, zoomControl: false, trackResize: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 7, maxZoom: 17 });
  StrikeMap.start(map);
  fetch(document.getElementById("picture").dataset.address).then(function (answer) { return answer.json(); }).then(StrikeMap.show);
})();
