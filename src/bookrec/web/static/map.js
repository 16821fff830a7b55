"use strict";
// The map of books: points on a canvas; drag, wheel and keys move it, the search finds a book.
const COLORS = ["#7b5ea7", "#2f7fb8", "#50606e", "#c2437b", "#9a6a1f", "#8b2d2d", "#3d7d4b", "#6b6b1f", "#d0672c", "#2a8f8f"];
const OTHER = "#8d8a86";
const canvas = document.getElementById("map");
const found = document.getElementById("map-found");
const view = { x: 0, y: 0, zoom: 1 };
let books = [];
let chosen = null;

function place(book) {
  return [(book[3] - view.x) * view.zoom * canvas.width, (book[4] - view.y) * view.zoom * canvas.height];
}

function draw() {
  const paper = canvas.getContext("2d");
  const ink = getComputedStyle(document.body).color;
  paper.clearRect(0, 0, canvas.width, canvas.height);
  const size = Math.min(6, 1.5 + 0.6 * view.zoom);
  paper.font = "13px system-ui, sans-serif";
  let labels = 0;
  for (const book of books) {
    const [x, y] = place(book);
    if (x < 0 || y < 0 || x > canvas.width || y > canvas.height) continue;
    paper.fillStyle = book[5] < 0 ? OTHER : COLORS[book[5]];
    paper.fillRect(x - size / 2, y - size / 2, size, size);
    if (view.zoom > 12 && labels < 60) {
      labels += 1;
      paper.fillStyle = ink;
      paper.fillText(book[1].slice(0, 40), x + size, y + 4);
    }
  }
  if (chosen) {
    const [x, y] = place(chosen);
    paper.strokeStyle = ink;
    paper.lineWidth = 2;
    paper.beginPath();
    paper.arc(x, y, 10, 0, 2 * Math.PI);
    paper.stroke();
    paper.fillStyle = ink;
    paper.fillText(chosen[1].slice(0, 60), x + 14, y + 4);
  }
}

function zoomAt(x, y, factor) {
  const zoom = Math.min(60, Math.max(1, view.zoom * factor));
  view.x += x / canvas.width / view.zoom - x / canvas.width / zoom;
  view.y += y / canvas.height / view.zoom - y / canvas.height / zoom;
  view.zoom = zoom;
  draw();
}

function at(event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) * canvas.width) / box.width, ((event.clientY - box.top) * canvas.height) / box.height];
}

function choose(book) {
  chosen = book;
  found.replaceChildren();
  if (book) {
    const link = document.createElement("a");
    link.href = `${canvas.dataset.book}?id=${encodeURIComponent(book[0])}`;
    link.textContent = `${book[1]} by ${book[2]}`;
    found.append(link);
  }
  draw();
}

function nearest([x, y]) {
  let best = null;
  let least = 144;
  for (const book of books) {
    const [bx, by] = place(book);
    const distance = (bx - x) ** 2 + (by - y) ** 2;
    if (distance < least) [best, least] = [book, distance];
  }
  return best;
}

function listen() {
  let from = null;
  canvas.addEventListener("pointerdown", (event) => {
    from = [...at(event), 0];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = at(event);
    view.x -= (x - from[0]) / canvas.width / view.zoom;
    view.y -= (y - from[1]) / canvas.height / view.zoom;
    from = [x, y, from[2] + Math.abs(x - from[0]) + Math.abs(y - from[1])];
    draw();
  });
  canvas.addEventListener("pointerup", (event) => {
    if (from && from[2] < 4) choose(nearest(at(event)));
    from = null;
  });
  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoomAt(...at(event), event.deltaY < 0 ? 1.25 : 0.8);
  }, { passive: false });
  const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] };
  canvas.addEventListener("keydown", (event) => {
    if (event.key in step) {
      view.x += step[event.key][0] / view.zoom;
      view.y += step[event.key][1] / view.zoom;
      draw();
    } else if (event.key === "+" || event.key === "=") zoomAt(canvas.width / 2, canvas.height / 2, 1.5);
    else if (event.key === "-") zoomAt(canvas.width / 2, canvas.height / 2, 1 / 1.5);
    else return;
    event.preventDefault();
  });
  document.getElementById("map-search").addEventListener("input", (event) => {
    const words = event.target.value.trim().toLowerCase();
    if (words.length < 3) return choose(null);
    const titles = (test) => books.find((book) => test(book[1].toLowerCase()));
    const hit = titles((t) => t === words) ?? titles((t) => t.startsWith(words)) ?? titles((t) => t.includes(words));
    if (hit) {
      view.zoom = Math.max(view.zoom, 6);
      view.x = hit[3] - 0.5 / view.zoom;
      view.y = hit[4] - 0.5 / view.zoom;
      choose(hit);
    } else {
      choose(null);
      found.textContent = "No such title on the map";
    }
  });
}

function explain(genres) {
  const legend = document.getElementById("map-legend");
  [...genres, "other"].forEach((genre, number) => {
    const item = document.createElement("li");
    const mark = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    mark.setAttribute("viewBox", "0 0 10 10");
    mark.setAttribute("aria-hidden", "true");
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    dot.setAttribute("width", "10");
    dot.setAttribute("height", "10");
    dot.setAttribute("fill", COLORS[number] ?? OTHER);
    mark.append(dot);
    item.append(mark, genre);
    legend.append(item);
  });
}

fetch(canvas.dataset.points)
  .then((answer) => answer.json())
  .then((map) => {
    books = map.books;
    explain(map.genres);
    listen();
    draw();
    canvas.dataset.ready = "yes";
  });
