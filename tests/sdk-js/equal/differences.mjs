/** Compares two JSON values field by field. */
export function differences(own, through, at = '') {
  if (isObject(own) && isObject(through)) {
    const names = new Set([...Object.keys(own), ...Object.keys(through)]);
    return [...names].flatMap((name) => differences(own[name], through[name], at ? `${at}.${name}` : name));
  }
  if (Array.isArray(own) && Array.isArray(through) && own.length === through.length)
    return own.flatMap((item, i) => differences(item, through[i], `${at}[${i}]`));
  // Arguments are JSON in a text: it is the value that counts.
  if (/\.arguments$/.test(at) && typeof own === 'string' && typeof through === 'string' && own !== through)
    return differences(JSON.parse(own), JSON.parse(through), `${at}`);
  return Object.is(own, through) ? [] : [{ at, own: show(own), through: show(through) }];
}

const ids = ['id', 'call_id', 'tool_call_id', 'tool_use_id'];

/** The ids of tool calls, which are minted anew each time, replaced by the order in which they come. */
export function withoutIds(value, known = new Map()) {
  if (Array.isArray(value)) return value.map((item) => withoutIds(item, known));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => {
    if (!ids.includes(name) || typeof inner !== 'string') return [name, withoutIds(inner, known)];
    if (!known.has(inner)) known.set(inner, `id ${known.size + 1}`);
    return [name, known.get(inner)];
  }));
}

const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

const show = (value) => (value === undefined ? 'says nothing' : `says ${JSON.stringify(value)}`);
