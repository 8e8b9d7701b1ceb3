import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import { jsonSchemaOutputFormat } from '@anthropic-ai/sdk/helpers/json-schema';
import Anthropic2023 from 'anthropic-sdk-2023';
import { ask, baseURL, billed, eventually, pixel, reset, script, seen, weather } from './simulator.mjs';

const model = 'claude-sonnet-5';
const thinker = 'claude-haiku-4-5';
const scripted = 'claude-opus-5';

const options = { baseURL: baseURL('/anthropic'), apiKey: 'key-of-tests', maxRetries: 0 };
const client = new Anthropic(options);
const older = new Anthropic2023(options);
const tools = ['get_weather', 'get_time'].map((name) => ({ name, description: name, input_schema: weather }));

const refused = (promise, message, type = Anthropic.BadRequestError) =>
  assert.rejects(promise, (error) => error instanceof type && message.test(error.error.error.message), String(message));

const textOf = (message) => message.content.filter((block) => block.type === 'text').map((block) => block.text).join('');

afterEach(() => reset('anthropic'));

test('a plain message by both API versions', async () => {
  for (const [sdk, version] of [[client, '2026-10-21'], [older, '2023-06-01']]) {
    const { data, response, request_id } = await sdk.messages.create({ model, max_tokens: 500, messages: ask(`${version} [[say:Grüße 🌷]]`) }).withResponse();
    assert.equal(textOf(data), 'Grüße 🌷');
    assert.deepEqual([data.type, data.role, data.model, data.stop_reason, data.stop_sequence], ['message', 'assistant', model, 'end_turn', null]);
    assert.match(data.id, /^msg_01\w{22}$/);
    assert.match(request_id, /^req_/);
    assert.ok(Number(response.headers.get('anthropic-ratelimit-requests-remaining')) > 0);
    assert.match(response.headers.get('anthropic-ratelimit-input-tokens-reset'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const [request] = await seen('anthropic', version);
    assert.equal(request.headers['anthropic-version'], version);
    const line = await billed(data.id);
    assert.deepEqual([line.tokens.input, line.tokens.output + line.tokens.reasoning], [data.usage.input_tokens, data.usage.output_tokens]);
  }
});

test('the accumulated stream equals the message in one piece', async () => {
  const bodies = [
    { model, max_tokens: 4000, messages: ask('Compare rivers and lakes') },
    { model: thinker, max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 2000 }, messages: ask('Compare tea and coffee') },
    { model: 'claude-opus-5-5', max_tokens: 4000, messages: ask('Compare sand and stones') },
    { model, max_tokens: 4000, tools, messages: ask('[[say:Let me see]] [[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]') },
    { model, max_tokens: 4000, tools: [{ name: 'ping', input_schema: { type: 'object' } }], messages: ask('[[tool:ping]]') },
    { model, max_tokens: 12, messages: ask('[[words:40]]') },
    { model, max_tokens: 400, stop_sequences: ['three'], messages: ask('[[say:one two three four]]') },
    { model, max_tokens: 400, messages: ask('[[filter]] something bad') },
    { model: 'claude-opus-5-5', max_tokens: 4000, messages: ask('[[redact]] Compare wood and iron') },
  ];
  for (const body of bodies) {
    const whole = await client.messages.create(body);
    const heard = [];
    const stream = client.messages.stream(body).on('text', (delta) => heard.push(delta));
    const folded = await stream.finalMessage();
    for (const message of [whole, folded]) {
      delete message.id;
      delete message.parsed_output;
      message.content.forEach((block) => delete block.id);
    }
    assert.deepEqual(JSON.parse(JSON.stringify(folded)), JSON.parse(JSON.stringify(whole)));
    assert.equal(heard.join(''), textOf(whole));
  }
});

test('a stream keeps to its grammar', async () => {
  const types = [];
  let open = -1;
  for await (const event of await client.messages.create({ model: 'claude-opus-5-5', max_tokens: 4000, stream: true, tools, messages: ask('[[say:Wait]] [[tool:get_time {"city":"Oslo"}]]') })) {
    types.push(event.type);
    if (event.type === 'content_block_start') assert.equal(event.index, ++open);
    if (event.type.startsWith('content_block')) assert.equal(event.index, open);
  }
  assert.equal(types[0], 'message_start');
  assert.deepEqual(types.slice(-2), ['message_delta', 'message_stop']);
  assert.equal(types.filter((type) => type === 'content_block_start').length, 3);
  assert.equal(types.filter((type) => type === 'content_block_stop').length, 3);
});

test('every stop reason', async () => {
  const stop = async (content, more = {}) => {
    const message = await client.messages.create({ model, max_tokens: 300, messages: ask(content), ...more });
    return [message.stop_reason, message.stop_sequence];
  };
  assert.deepEqual(await stop('[[say:done]]'), ['end_turn', null]);
  assert.deepEqual(await stop('[[words:50]]', { max_tokens: 5 }), ['max_tokens', null]);
  assert.deepEqual(await stop('[[say:a STOP b]]', { stop_sequences: ['STOP'] }), ['stop_sequence', 'STOP']);
  assert.deepEqual(await stop('[[tool:get_time]]', { tools }), ['tool_use', null]);
  assert.deepEqual(await stop('[[pause]]'), ['pause_turn', null]);
  const refusal = await client.messages.create({ model, max_tokens: 300, messages: ask('[[filter]]') });
  assert.deepEqual([refusal.stop_reason, refusal.stop_details.type, refusal.stop_details.category], ['refusal', 'refusal', 'general_harms']);
  await refused(client.messages.create({ model, max_tokens: 300, messages: ask('[[filter:prompt]]') }), /content filtering policy/);
});

test('tools over several turns, in parallel, forced and forbidden', async () => {
  const messages = ask('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]');
  const first = await client.messages.create({ model, max_tokens: 500, tools, messages });
  assert.deepEqual(first.content.map((block) => [block.type, block.name, block.input.city]), [['tool_use', 'get_weather', 'Rome'], ['tool_use', 'get_time', 'Oslo']]);
  const results = first.content.map((block, i) => ({ type: 'tool_result', tool_use_id: block.id, content: i ? [{ type: 'text', text: 'noon' }] : 'sunny', is_error: false }));
  messages.push({ role: 'assistant', content: first.content }, { role: 'user', content: results });
  const second = await client.messages.create({ model, max_tokens: 500, tools, messages });
  assert.match(textOf(second), /sunny.*noon/);
  messages.push({ role: 'assistant', content: second.content }, { role: 'user', content: '[[say:thanks]]' });
  assert.equal(textOf(await client.messages.create({ model, max_tokens: 500, tools, messages })), 'thanks');

  const one = { type: 'auto', disable_parallel_tool_use: true };
  assert.equal((await client.messages.create({ model, max_tokens: 500, tools, tool_choice: one, messages: messages.slice(0, 1) })).content.length, 1);
  const forced = await client.messages.create({ model, max_tokens: 500, tools, tool_choice: { type: 'tool', name: 'get_time' }, messages: ask('Hello') });
  assert.equal(forced.content[0].name, 'get_time');
  assert.equal(typeof forced.content[0].input.city, 'string');
  const any = await client.messages.create({ model, max_tokens: 500, tools, tool_choice: { type: 'any' }, messages: ask('Hello') });
  assert.equal(any.stop_reason, 'tool_use');
  const none = await client.messages.create({ model, max_tokens: 500, tools, tool_choice: { type: 'none' }, messages: messages.slice(0, 1) });
  assert.equal(none.stop_reason, 'end_turn');
});

test('the pairing of calls and results is enforced', async () => {
  const call = { role: 'assistant', content: [{ type: 'tool_use', id: 'toolu_a', name: 'get_time', input: {} }] };
  const result = (id) => ({ type: 'tool_result', tool_use_id: id, content: 'x' });
  const send = (...more) => client.messages.create({ model, max_tokens: 100, tools, messages: [...ask('Hi'), ...more] });
  await refused(send(call, { role: 'user', content: 'and?' }), /`tool_use` ids were found without `tool_result` blocks immediately after: toolu_a/);
  await refused(send(call, { role: 'user', content: [{ type: 'text', text: 'first this' }, result('toolu_a')] }), /without `tool_result`/);
  await refused(send(call, { role: 'user', content: [result('toolu_a'), result('toolu_b')] }), /unexpected `tool_use_id` found in `tool_result` blocks: toolu_b/);
  await refused(send(call, { role: 'user', content: [result('toolu_a'), result('toolu_a')] }), /single result/);
  await refused(client.messages.create({ model, max_tokens: 100, messages: [{ role: 'assistant', content: 'Hello' }, ...ask('Hi')] }), /first message must use the "user" role/);
  await refused(client.messages.create({ model, max_tokens: 100, messages: [] }), /at least one message is required/);
});

test('thinking goes round with its signature, and with no other', async () => {
  const request = { model: thinker, max_tokens: 4000, thinking: { type: 'enabled', budget_tokens: 1024 }, tools };
  const messages = ask('[[tool:get_weather {"city":"Lima"}]]');
  const first = await client.messages.create({ ...request, messages });
  const [thinking, call] = first.content;
  assert.equal(thinking.type, 'thinking');
  assert.ok(thinking.thinking.length > 20 && thinking.signature.length > 100);
  assert.equal(first.usage.output_tokens_details.thinking_tokens > 0, true);
  const reply = { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'rain' }] };
  const follow = (content) => client.messages.create({ ...request, messages: [...messages, { role: 'assistant', content }, reply] });
  assert.match(textOf(await follow(first.content)), /rain/);

  const other = (await client.messages.create({ ...request, messages: ask('Something else') })).content[0];
  for (const wrong of [{ ...thinking, signature: 'AAAA' }, { ...thinking, signature: other.signature.replace(/^./, 'z') }, { ...thinking, thinking: thinking.thinking + ' ' }])
    await refused(follow([wrong, call]), /messages\.1\.content\.0: Invalid `signature` in `thinking` block/);
  await refused(follow([call]), /Expected `thinking` or `redacted_thinking`, but found `tool_use`/);
  await refused(follow([{ type: 'thinking', thinking: 'x' }, call]), /messages\.1\.content\.0\.thinking\.signature: Field required/);
});

test('redacted thinking goes round, and omitted thinking keeps its signature', async () => {
  const request = { model: 'claude-opus-5-5', max_tokens: 4000, thinking: { type: 'adaptive' }, output_config: { effort: 'high' } };
  const messages = ask('[[redact]] Which is heavier?');
  const first = await client.messages.stream({ ...request, messages }).finalMessage();
  assert.equal(first.content[0].type, 'redacted_thinking');
  const go = (block) => client.messages.create({ ...request, messages: [...messages, { role: 'assistant', content: [block, first.content[1]] }, ...ask('Why?')] });
  assert.equal((await go(first.content[0])).stop_reason, 'end_turn');
  await refused(go({ type: 'redacted_thinking', data: 'AAAAAAAA' }), /Invalid `data` in `redacted_thinking` block/);

  const omitted = (await client.messages.create({ ...request, messages: ask('Which?') })).content[0];
  assert.deepEqual([omitted.type, omitted.thinking], ['thinking', '']);
  assert.ok(omitted.signature.length > 100);
  const shown = (await client.messages.create({ ...request, thinking: { type: 'adaptive', display: 'summarized' }, messages: ask('Which?') })).content[0];
  assert.ok(shown.thinking.length > 100);
});

test('what a model cannot do about thinking is refused', async () => {
  const go = (name, more) => client.messages.create({ model: name, max_tokens: 2000, messages: ask('Hi'), ...more });
  await refused(go('claude-opus-5-5', { thinking: { type: 'enabled', budget_tokens: 1024 } }), /"thinking\.type\.enabled" is not supported for this model/);
  await refused(go('claude-opus-5-5', { thinking: { type: 'disabled' } }), /cannot be disabled/);
  await refused(go(thinker, { thinking: { type: 'adaptive' } }), /adaptive thinking is not supported/);
  await refused(go(thinker, { thinking: { type: 'enabled', budget_tokens: 1000 } }), /greater than or equal to 1024/);
  await refused(go(thinker, { thinking: { type: 'enabled', budget_tokens: 2000 } }), /`max_tokens` must be greater than `thinking\.budget_tokens`/);
  await refused(go(thinker, { output_config: { effort: 'low' } }), /does not support the effort parameter/);
  await refused(go(thinker, { thinking: { type: 'enabled', budget_tokens: 1024 }, tools, tool_choice: { type: 'any' } }), /may not be enabled when tool_choice forces/);
  await refused(go(model, { messages: [...ask('Hi'), { role: 'assistant', content: 'The answer is' }] }), /does not support assistant message prefill/);
  const off = await go(model, { thinking: { type: 'disabled' } });
  assert.deepEqual(off.content.map((block) => block.type), ['text']);
});

test('the two API versions refuse what they refuse', async () => {
  const sampled = { model: thinker, max_tokens: 500, messages: ask('Hi'), temperature: 0.3 };
  assert.equal((await older.messages.create(sampled)).stop_reason, 'end_turn');
  await refused(client.messages.create(sampled), /^temperature: Extra inputs are not permitted$/);
  await refused(older.messages.create({ ...sampled, top_p: 0.9 }), /cannot both be specified/, Anthropic2023.BadRequestError);
  await refused(older.messages.create({ ...sampled, model }), /`temperature` is deprecated for this model/, Anthropic2023.BadRequestError);
  assert.equal((await older.messages.create({ ...sampled, model, temperature: 1 })).stop_reason, 'end_turn');
  const document = { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'Rivers flow.' } };
  const history = [...ask('Hi'), { role: 'assistant', content: [document] }, ...ask('And?')];
  assert.equal((await older.messages.create({ model, max_tokens: 50, messages: history })).type, 'message');
  await refused(client.messages.create({ model, max_tokens: 50, messages: history }), /`document` blocks are not permitted in `assistant` messages/);
  const cited = ask([{ type: 'text', text: 'Hi', citations: [{ type: 'char_location', cited_text: 'x', document_index: 0, document_title: null, start_char_index: 0, end_char_index: 1 }] }]);
  assert.equal((await older.messages.create({ model, max_tokens: 50, messages: cited })).type, 'message');
  await refused(client.messages.create({ model, max_tokens: 50, messages: cited }), /citations are not permitted/);
});

test('images and documents are counted and checked', async () => {
  const source = { type: 'base64', media_type: 'image/png', data: pixel };
  const look = (...blocks) => client.messages.create({ model, max_tokens: 200, messages: ask([...blocks, { type: 'text', text: 'What is this?' }]) });
  const plain = await look();
  const image = await look({ type: 'image', source });
  assert.ok(image.usage.input_tokens > plain.usage.input_tokens);
  await look({ type: 'image', source: { type: 'url', url: 'https://example.org/a.png' } });
  await look({ type: 'document', title: 'A', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0xLjQK' } });
  await refused(look({ type: 'image', source: { ...source, media_type: 'image/jpeg' } }), /appears to be a image\/png image/);
  await refused(look({ type: 'image', source: { ...source, data: '!!' } }), /Invalid base64 data/);
  await refused(look({ type: 'image', source: { type: 'url', url: 'http://example.org/a.png' } }), /Only HTTPS URLs are supported/);
  const document = { type: 'document', title: 'Notes', citations: { enabled: true }, source: { type: 'text', media_type: 'text/plain', data: 'Rivers flow to the sea.' } };
  const [answer] = (await look(document)).content.filter((block) => block.type === 'text');
  assert.deepEqual(answer.citations.map((citation) => [citation.type, citation.cited_text, citation.document_title]), [['char_location', 'Rivers flow to the sea.', 'Notes']]);
  const streamed = await client.messages.stream({ model, max_tokens: 200, messages: ask([document, { type: 'text', text: 'What is this?' }]) }).finalMessage();
  assert.deepEqual(streamed.content.at(-1).citations, answer.citations);
});

test('structured output keeps to its schema, and the schema to the rules', async () => {
  const format = jsonSchemaOutputFormat({ type: 'object', additionalProperties: false, required: ['city', 'degrees'], properties: { city: { type: 'string' }, degrees: { type: 'integer' } } });
  const message = await client.messages.parse({ model, max_tokens: 500, messages: ask('The weather in Lisbon?'), output_config: { format } });
  assert.deepEqual(Object.keys(message.parsed_output), ['city', 'degrees']);
  assert.ok(Number.isInteger(message.parsed_output.degrees));
  const go = (schema) => client.messages.create({ model, max_tokens: 500, messages: ask('Hi'), output_config: { format: { type: 'json_schema', schema } } });
  await refused(go({ type: 'object', properties: {} }), /'additionalProperties' must be explicitly set to false/);
  await refused(go({ type: 'object', additionalProperties: false, properties: { n: { type: 'integer', minimum: 1 } } }), /For 'integer' type, property 'minimum' is not supported/);
  await refused(go({ type: 'object', additionalProperties: false, properties: { n: { $ref: '#' } } }), /Circular reference/);
});

test('marked prompts are cached for five minutes or an hour, and billed so', async () => {
  const long = `${Date.now()} ${Array.from({ length: 2500 }, (_, i) => `js-cache${i % 7}`).join(' ')}`;
  const request = (hour, question) => ({
    model, max_tokens: 100, messages: ask(question),
    system: [{ type: 'text', text: `${hour} ${long}`, cache_control: { type: 'ephemeral', ...(hour && { ttl: '1h' }) } }],
  });
  for (const [hour, kind] of [[false, 'ephemeral_5m_input_tokens'], [true, 'ephemeral_1h_input_tokens']]) {
    const first = await client.messages.create(request(hour, 'One?'));
    const second = await client.messages.create(request(hour, 'Two?'));
    assert.ok(first.usage.cache_creation_input_tokens > 2500);
    assert.equal(first.usage.cache_creation[kind], first.usage.cache_creation_input_tokens);
    assert.equal(first.usage.cache_read_input_tokens, 0);
    assert.equal(second.usage.cache_read_input_tokens, first.usage.cache_creation_input_tokens);
    assert.equal(second.usage.cache_creation_input_tokens, 0);
    const { tokens, nanoDollars } = await billed(first.id);
    assert.equal(hour ? tokens.cacheWrite1h : tokens.cacheWrite, first.usage.cache_creation_input_tokens);
    assert.equal(nanoDollars, tokens.input * 2000 + tokens.cacheWrite * 2500 + tokens.cacheWrite1h * 4000 + tokens.output * 10_000);
    assert.equal((await billed(second.id)).tokens.cachedInput, second.usage.cache_read_input_tokens);
  }
  await refused(client.messages.create({ ...request(false, 'x'), messages: ask(Array.from({ length: 5 }, () => ({ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }))) }), /A maximum of 4 blocks with cache_control/);
});

test('tokens are counted as they are billed', async () => {
  const body = { model, system: 'Be brief.', tools, messages: ask('Tell me about harbours') };
  const { input_tokens } = await client.messages.countTokens(body);
  assert.equal((await client.messages.create({ ...body, max_tokens: 100 })).usage.input_tokens, input_tokens);
  await refused(client.messages.countTokens({ ...body, max_tokens: 5 }), /max_tokens: Extra inputs are not permitted/);
});

test('models are listed by pages and retrieved by alias', async () => {
  const ids = [];
  for await (const entry of client.models.list({ limit: 5 })) ids.push(entry.id);
  assert.ok(ids.length > 10 && ids.includes(model));
  assert.equal(new Set(ids).size, ids.length);
  const haiku = await client.models.retrieve(thinker);
  assert.deepEqual([haiku.id, haiku.type, haiku.capabilities.image_input.supported], ['claude-haiku-4-5-20251001', 'model', true]);
  await assert.rejects(client.models.retrieve('no-such-model'), Anthropic.NotFoundError);
});

test('each status is its class of error', async () => {
  const go = (sdk = client) => sdk.messages.create({ model: scripted, max_tokens: 50, messages: ask('Hi') });
  const cases = [
    [{ kind: 'badRequest' }, Anthropic.BadRequestError, 400, 'invalid_request_error'],
    [{ kind: 'auth' }, Anthropic.AuthenticationError, 401, 'authentication_error'],
    [{ kind: 'quota' }, Anthropic.PaymentRequiredError, 402, 'billing_error'],
    [{ kind: 'permission' }, Anthropic.PermissionDeniedError, 403, 'permission_error'],
    [{ kind: 'notFound' }, Anthropic.NotFoundError, 404, 'not_found_error'],
    [{ kind: 'badRequest', status: 409 }, Anthropic.ConflictError, 409, 'conflict_error'],
    [{ kind: 'badRequest', status: 413 }, Anthropic.ContentTooLargeError, 413, 'request_too_large'],
    [{ kind: 'rateLimit' }, Anthropic.RateLimitError, 429, 'rate_limit_error'],
    [{ kind: 'serverError' }, Anthropic.InternalServerError, 500, 'api_error'],
    [{ kind: 'timeout' }, Anthropic.InternalServerError, 504, 'timeout_error'],
    [{ kind: 'overloaded' }, Anthropic.InternalServerError, 529, 'overloaded_error'],
  ];
  for (const [error, type, status, name] of cases) {
    await script('anthropic', { models: { [scripted]: { errors: [error] } } });
    await assert.rejects(go(), (thrown) => thrown instanceof type && thrown.status === status && thrown.error.error.type === name
      && thrown.error.request_id === thrown.requestID && /^req_/.test(thrown.requestID), name);
  }
  await script('anthropic', { models: { [scripted]: { errors: [{ kind: 'connectionReset' }] } } });
  await assert.rejects(go(), Anthropic.APIConnectionError);
  await assert.rejects(go(new Anthropic({ ...options, apiKey: 'bad-key' })), Anthropic.AuthenticationError);
  await refused(client.messages.create({ model: 'claude-1', max_tokens: 5, messages: ask('Hi') }), /^model: claude-1$/, Anthropic.NotFoundError);
  await refused(client.messages.create({ model, messages: ask('Hi') }), /^max_tokens: Field required$/);
  await refused(client.messages.create({ model, max_tokens: 5, messages: ask('Hi'), foo: 1 }), /^foo: Extra inputs are not permitted$/);
});

test('a rate limit and an overload are overcome by retries', async () => {
  await script('anthropic', { models: { [scripted]: { errors: [{ kind: 'rateLimit', count: 1, retryAfterSeconds: 1 }, { kind: 'overloaded', count: 1 }] } } });
  const message = await new Anthropic({ ...options, maxRetries: 3 }).messages.create({ model: scripted, max_tokens: 500, messages: ask(`js-retry-${process.pid} [[say:third time lucky]]`) });
  assert.equal(textOf(message), 'third time lucky');
  assert.deepEqual((await seen('anthropic', `js-retry-${process.pid}`)).map((request) => request.status), [200, 529, 429]);
});

test('an error in the midst of a stream is thrown, and a cut one is noticed', async () => {
  await script('anthropic', { models: { [scripted]: { streamError: { afterTokens: 5 } } } });
  await assert.rejects(client.messages.stream({ model: scripted, max_tokens: 500, messages: ask('[[words:50]]') }).finalMessage(), (error) =>
    error instanceof Anthropic.APIError && /api_error/.test(error.message));
  await script('anthropic', { models: { [scripted]: { cut: { afterTokens: 5 } } } });
  await assert.rejects(client.messages.stream({ model: scripted, max_tokens: 500, messages: ask('[[words:50]]') }).finalMessage());
});

test('an abort ends the call', async () => {
  await script('anthropic', { models: { [scripted]: { tokensPerSecond: 20 } } });
  const stream = client.messages.stream({ model: scripted, max_tokens: 900, thinking: { type: 'adaptive', display: 'summarized' }, messages: ask('js-abort [[words:500]]') });
  let pieces = 0;
  await assert.rejects(async () => {
    for await (const event of stream) if (event.type === 'content_block_delta' && ++pieces === 3) stream.abort();
    await stream.finalMessage();
  }, Anthropic.APIUserAbortError);
  const [request] = await eventually(() => seen('anthropic', 'js-abort'), ([first]) => first.outcome !== 'pending');
  assert.equal(request.outcome, 'cancelled');
});
