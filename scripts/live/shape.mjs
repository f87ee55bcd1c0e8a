// What a reply is made of, without what it says: the fields of its JSON with their types. Two replies of one vendor differ in
// words; where they differ in shape, the vendor has changed, or was understood wrongly.
import { eventFraming } from '../../packages/testing/src/framings/event-framing.ts';

/**
 * Paths and what stood there: `choices[].delta.content` → string, null.
 * @typedef {Map<string, Set<string>>} Shape
 */

/**
 * The shape of bodies, joined: of JSON, or of the events of a stream. Empty for what is neither.
 * @param {readonly { bytes: Uint8Array, contentType: string }[]} bodies
 * @returns {Shape}
 */
export function shapeOf(bodies) {
  const shape = new Map();
  for (const { bytes, contentType } of bodies) {
    const framing = eventFraming(contentType);
    const texts = framing
      ? framing.split(bytes).map((event) => framing.data(event))
      : [new TextDecoder().decode(bytes)];
    for (const text of texts) note(shape, '', parsed(text));
  }
  return shape;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    // An end marker, an empty event, sound, a page.
    return undefined;
  }
}

function note(shape, path, value) {
  if (value === undefined) return;
  const type = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  if (path !== '') shape.set(path, (shape.get(path) ?? new Set()).add(type));
  if (type === 'array') for (const item of value) note(shape, `${path}[]`, item);
  if (type === 'object')
    for (const [field, inner] of Object.entries(value)) note(shape, path === '' ? field : `${path}.${field}`, inner);
}

/**
 * What the vendor's reply has beyond the replayed one, lacks, or has of another type. A null is no type: fields are often
 * empty. What hangs below a field that is new or missing itself is not told again.
 *
 * @param {Shape} replayed @param {Shape} live
 * @returns {string[]}
 */
export function differences(replayed, live) {
  const outermost = (path, _, paths) =>
    !paths.some((other) => path.startsWith(`${other}.`) || path.startsWith(`${other}[`));
  const only = (here, there) => [...here.keys()].filter((path) => !there.has(path)).filter(outermost);
  const types = (kinds) => [...kinds].filter((kind) => kind !== 'null').sort();
  const changed = [...live].flatMap(([path, kinds]) => {
    const before = types(replayed.get(path) ?? []);
    const now = types(kinds);
    const isOther = before.length > 0 && now.some((kind) => !before.includes(kind));
    return isOther ? [`another type: ${path} is ${now.join(' or ')}, not ${before.join(' or ')}`] : [];
  });
  return [
    ...only(live, replayed).map((path) => `new: ${path} (${[...live.get(path)].join(' or ')})`),
    ...only(replayed, live).map((path) => `missing: ${path}`),
    ...changed,
  ];
}
