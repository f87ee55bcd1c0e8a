// What a cut connection leaves of an event's JSON.

/** Whether the text begins as a JSON object or array and is not one. Other text is taken for whole. */
export function isTornJson(data: string): boolean {
  const text = data.trim();
  // `[DONE]` and its kin begin and end like an array.
  if (text.startsWith('[')) return !text.endsWith(']');
  if (!text.startsWith('{')) return false;
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}
