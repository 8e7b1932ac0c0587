// What the parts of the map share: Leaflet's map, the picture shown, and what is drawn of it. Texts of data are set as text, never as HTML.
StrikeMap.scene = (function () {
  "use strict";
  const scene = {
    map: null, // Leaflet's
    state: null, // the picture that is shown; a frame of playback is a picture too
    layers: [], // what a picture drew; the next one takes it away
    badges: [],
    spots: [], // points
    labels: [], // names
    shapes: {}, // outlines of areas by code
    boxes: {}, // title, buttons, legend: what lies over the map
  };

  scene.add = function (layer) {
    scene.layers.push(layer.addTo(scene.map));
    return layer;
  };

  scene.remove = function (layer) {
    scene.map.removeLayer(layer);
    scene.layers.splice(scene.layers.indexOf(layer), 1);
  };

  scene.clear = function () {
    scene.layers.forEach(function (layer) { scene.map.removeLayer(layer); });
    Object.assign(scene, { layers: [], badges: [], spots: [], labels: [], shapes: {} });
  };

  scene.el = function (tag, className, text, parent) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  };

  // A node that lies where a marker lies, whatever its size.
  scene.hold = function (node) {
    return L.divIcon({ className: "hold", html: node, iconSize: null });
  };

  return scene;
})();
