// How is what a reader chooses on the map handed to the page, by mouse and by keyboard?
StrikeMap.choose = (function () {
  "use strict";
  const scene = StrikeMap.scene;

  // The same way streamlit-folium reports a click on a drawing.
  function send(kind, id, geometry) {
    if (StrikeMap.pick) return StrikeMap.pick(kind, id); // the page that stands alone lists it itself
    const data = window.__GLOBAL_DATA__;
    data.last_active_drawing = { type: "Feature", id: id, properties: { kind: kind, id: id }, geometry: geometry || null };
    data.last_object_clicked_count += 1;
    scene.telling = true; // the map has not moved
    scene.map.fire("moveend");
    scene.telling = false;
  }

  // The component reports its state once it is mounted, for which the page would run again, and that a choice is the same as
  // before the map was mounted anew would not be reported: so nothing is new at the start, and counts begin where none was.
  function start() {
    const told = window.__GLOBAL_DATA__;
    if (!told) return;
    told.last_object_clicked_count = Date.now();
    told.previous_data = { last_object_clicked_count: told.last_object_clicked_count, last_active_drawing: null };
  }

  function byMouse(layer, kind, id) {
    layer.feature = { type: "Feature", id: id, properties: { kind: kind, id: id } };
    layer.on("click", function (event) {
      L.DomEvent.stopPropagation(event);
      send(kind, id);
    });
    return layer;
  }

  function byKeyboard(node, label, kind, id) {
    node.tabIndex = 0;
    node.dataset.id = kind + ":" + id;
    node.setAttribute("role", "button");
    tell(node, label);
    node.addEventListener("keydown", function (event) {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        event.stopPropagation();
        send(kind, id);
      }
    });
  }

  function tell(node, text) {
    node.title = text;
    node.setAttribute("aria-label", text);
  }

  // A node of a mark at its place, to be chosen either way.
  function place(node, lat, lon, kind, id, z) {
    return scene.add(byMouse(L.marker([lat, lon], { icon: scene.hold(node), keyboard: false, zIndexOffset: z }), kind, id));
  }

  return { start: start, send: send, byMouse: byMouse, byKeyboard: byKeyboard, place: place, tell: tell };
})();
