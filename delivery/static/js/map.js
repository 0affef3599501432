/**
 * The map: streets as shapes of our own (no tiles), routes by letter, dash and colour, stops as pins.
 * `<div data-map data-src="…">` asks `data-src` for JSON; all places are [latitude, longitude] in degrees:
 *
 *   { "streets": "/address/of/streets.geojson" or null, "credit": "© …" or "",
 *     "stores": [{"name", "lat", "lon"}],
 *     "shut":   [{"name", "lat", "lon"}],                  gates that let nobody pass
 *     "left":   [{"name", "lat", "lon", "detail"}],        drop points that no route serves
 *     "routes": [{"letter": "A", "label": "Route A", "line": [[lat, lon], …],
 *                 "stops": [{"label": "A1", "name", "lat", "lon", "detail": "16:28, 23 bags", "state": "done|now|to"}]}] }
 *
 * Streets are a GeoJSON FeatureCollection; each feature's `class` is one of SHAPES, its names are `name` and `name_en`.
 * All colours are the style sheet's, so both schemes come for free. The table beside the map says the same.
 */
import L from "../vendor/leaflet.js";

/** What the ground is made of, lowest first: areas, then streets and main streets, which are lines. */
const SHAPES = ["block", "building", "park", "water", "street", "main"];
const NAMED = ["park", "water", "main"];
const LETTERS = "ABCDEFGHIJKLMNOPQ";

/** The style sheet's classes for a route: four colours, a fifth route begins again with another dash; R is a robot. */
export function tone(letter) {
  const place = LETTERS.indexOf(letter[0]);
  if (place < 0) return "r-r";
  return `r-${"abcd"[place % 4]}${place >= 4 ? " again" : ""}`;
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text ?? "";
  return made;
}

/** An icon of the sprite that the page already uses. */
function icon(name) {
  const [sprite] = document.querySelector("use[href*='icons.svg']").getAttribute("href").split("#");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}

/** A pin with its words in a popup, reachable by keyboard. `inside` is text or an icon. */
function pin(place, className, inside) {
  const face = element("span", `pin ${className}`);
  face.append(inside);
  const words = element("div", "");
  words.append(element("strong", "", place.name), element("p", "", place.detail));
  const shape = L.divIcon({ html: face, className: "", iconSize: [0, 0] });
  return L.marker([place.lat, place.lon], { icon: shape, title: place.name }).bindPopup(words);
}

function streets({ features }) {
  const height = (feature) => SHAPES.indexOf(feature.properties.class);
  const known = features.filter((feature) => height(feature) >= 0);
  return L.geoJSON(known.sort((a, b) => height(a) - height(b)), {
    interactive: false,
    style: (feature) => ({ className: `shape ${feature.properties.class}` }),
  });
}

function route(one) {
  const line = { interactive: false, smoothFactor: 0.5 };
  const pins = one.stops.map((stop) =>
    pin(stop, `${stop.state} ${tone(one.letter)}`, stop.state === "done" ? icon("check") : stop.label),
  );
  return L.featureGroup([
    L.polyline(one.line, { ...line, className: "casing" }),
    L.polyline(one.line, { ...line, className: `route ${tone(one.letter)}` }),
    ...pins,
  ]);
}

/** What is drawn above the streets, lowest first. */
function layers({ stores = [], shut = [], left = [], routes = [] }) {
  return L.featureGroup([
    ...routes.map(route),
    ...stores.map((store) => pin(store, "store", icon("shop"))),
    ...shut.map((gate) => pin(gate, "shut", icon("minus"))),
    ...left.map((point) => pin(point, "left", icon("x"))),
  ]);
}

async function json(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return answer.json();
}

/** Draw the map into `place`; until it stands, and if it can't, the sentence inside stays. */
export async function draw(place) {
  const drawn = await json(place.dataset.src);
  const ground = drawn.streets ? streets(await json(drawn.streets)) : null;
  place.replaceChildren();
  const map = L.map(place, { zoomSnap: 0.25, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, zoomControl: false });
  map.attributionControl.setPrefix(false);
  if (drawn.credit) map.attributionControl.addAttribution(drawn.credit);
  L.control.zoom({ zoomInTitle: place.dataset.closer, zoomOutTitle: place.dataset.farther }).addTo(map);
  const above = layers(drawn);
  const bounds = above.getBounds().isValid() ? above.getBounds() : ground?.getBounds();
  if (bounds) map.fitBounds(bounds, { padding: [32, 32] });
  ground?.addTo(map);
  above.addTo(map);
  nameStreets(map, ground);
  return map;
}

/** Names of parks, rivers and main streets, where the map is wide enough to read them. */
function nameStreets(map, ground) {
  if (map.getSize().x < 480) return;
  const named = new Set();
  ground?.eachLayer((layer) => {
    const { name, name_en, class: kind } = layer.feature.properties;
    if (!name || named.has(name) || !NAMED.includes(kind)) return;
    named.add(name);
    const word = element("span", "place-name", document.documentElement.lang === "en" ? name_en || name : name);
    const icon = L.divIcon({ html: word, className: "", iconSize: [0, 0] });
    L.marker(layer.getBounds().getCenter(), { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  });
}

function addStyle() {
  const link = element("link", "");
  link.rel = "stylesheet";
  link.href = new URL("../vendor/leaflet.css", import.meta.url).pathname;
  document.head.append(link);
  return new Promise((done) => link.addEventListener("load", done, { once: true }));
}

async function drawAll() {
  for (const place of document.querySelectorAll("[data-map]:not([data-drawn])")) {
    place.dataset.drawn = "";
    await draw(place);
  }
}

await addStyle();
await drawAll();
document.addEventListener("htmx:afterSettle", drawAll);
