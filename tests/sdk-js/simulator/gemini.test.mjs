import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { GoogleGenAI, FunctionCallingConfigMode, ThinkingLevel, Type } from '@google/genai';
import { baseURL, billed, eventually, key, pixel, reset, script, seen } from './simulator.mjs';

const ai = client();
const third = 'gemini-3.8-flash';
const second = 'gemini-2.5-flash';
const weather = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
};

function client(options = {}) {
  return new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: baseURL('/gemini'), ...options } });
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

afterEach(() => reset('gemini'));

test('plain', async () => {
  const answer = await ai.models.generateContent({ model: third, contents: '[[say:I am here]]', config: { systemInstruction: 'Be brief.' } });
  assert.equal(answer.text, 'I am here');
  assert.equal(answer.candidates[0].finishReason, 'STOP');
  assert.equal(answer.modelVersion, third);
  const { promptTokenCount, candidatesTokenCount, thoughtsTokenCount, totalTokenCount } = answer.usageMetadata;
  assert.equal(totalTokenCount, promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
  const line = await billed('gemini', answer.responseId);
  assert.deepEqual([line.tokens.input, line.tokens.output, line.tokens.reasoning], [promptTokenCount, candidatesTokenCount, thoughtsTokenCount]);
});

test('streamed, the same as whole', async () => {
  for (const model of [second, third]) {
    const request = { model, contents: 'What do ravens eat?', config: { thinkingConfig: { includeThoughts: true } } };
    const whole = await ai.models.generateContent(request);
    const chunks = await collect(await ai.models.generateContentStream(request));
    const parts = chunks.flatMap((chunk) => chunk.candidates[0].content.parts ?? []);
    const joined = (thought) => parts.filter((part) => !!part.thought === thought).map((part) => part.text).join('');
    assert.equal(joined(false), whole.text);
    assert.equal(joined(true), whole.candidates[0].content.parts.find((part) => part.thought).text);
    assert.equal(chunks.at(-1).candidates[0].finishReason, 'STOP');
    assert.equal(chunks.at(-1).usageMetadata.totalTokenCount, whole.usageMetadata.totalTokenCount);
    assert.ok(chunks.every((chunk) => chunk.usageMetadata.promptTokenCount === whole.usageMetadata.promptTokenCount));
  }
});

test('tools over several turns, the signatures carried by the SDK', async () => {
  const chat = ai.chats.create({ model: third, config: { tools: [{ functionDeclarations: [weather] }] } });
  const first = await chat.sendMessage({ message: '[[tool:get_weather {"city":"Rome"}]] [[tool:get_weather {"city":"Oslo"}]]' });
  assert.deepEqual(first.functionCalls.map((call) => [call.name, call.args.city]), [['get_weather', 'Rome'], ['get_weather', 'Oslo']]);
  assert.ok(first.candidates[0].content.parts[0].thoughtSignature);
  assert.equal(first.candidates[0].content.parts[1].thoughtSignature, undefined);
  const second = await chat.sendMessage({
    message: first.functionCalls.map((call) => ({ functionResponse: { id: call.id, name: call.name, response: { output: `${call.args.city}: sunny` } } })),
  });
  assert.match(second.text, /Rome: sunny/);
  const again = await chat.sendMessage({ message: '[[tool:get_weather {"city":"Bern"}]]' });
  const stream = await chat.sendMessageStream({
    message: again.functionCalls.map((call) => ({ functionResponse: { id: call.id, name: call.name, response: { output: 'snow' } } })),
  });
  assert.match((await collect(stream)).map((chunk) => chunk.text ?? '').join(''), /snow/);
});

test('tools, streamed and forced', async () => {
  const chunks = await collect(await ai.models.generateContentStream({
    model: third,
    contents: 'Lisbon',
    config: {
      tools: [{ functionDeclarations: [weather] }],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ['get_weather'] } },
    },
  }));
  const calls = chunks.flatMap((chunk) => chunk.functionCalls ?? []);
  assert.equal(calls.length, 1);
  assert.equal(typeof calls[0].args.city, 'string');
});

test('a signature that is missing, or another call’s, is refused; before the current turn nobody looks', async () => {
  const config = { tools: [{ functionDeclarations: [weather] }] };
  const question = { role: 'user', parts: [{ text: '[[tool:get_weather {"city":"Rome"}]]' }] };
  const first = await ai.models.generateContent({ model: third, contents: [question], config });
  const call = first.candidates[0].content.parts[0];
  const reply = { role: 'user', parts: [{ functionResponse: { id: call.functionCall.id, name: 'get_weather', response: { output: 'sunny' } } }] };
  const ask = (part, ...more) => ai.models.generateContent({ model: third, contents: [question, { role: 'model', parts: [part] }, reply, ...more], config });
  assert.match((await ask(call)).text, /sunny/);
  const { thoughtSignature, ...unsigned } = call;
  await assert.rejects(ask(unsigned), /400.*missing a thought_signature/s);
  await assert.rejects(ask({ ...call, functionCall: { ...call.functionCall, args: { city: 'Oslo' } } }), /Corrupted thought signature/);
  await assert.rejects(ask({ ...call, thoughtSignature: thoughtSignature.replace(/^.{4}/, 'AAAA') }), /Corrupted thought signature/);
  const later = await ask(unsigned, { role: 'model', parts: [{ text: 'Sunny.' }] }, { role: 'user', parts: [{ text: '[[say:Bye]]' }] });
  assert.equal(later.text, 'Bye');
});

test('structured output by both kinds of schema', async () => {
  const native = await ai.models.generateContent({
    model: second,
    contents: 'A city',
    config: {
      responseMimeType: 'application/json',
      responseSchema: {
        type: Type.OBJECT,
        properties: { name: { type: Type.STRING }, size: { type: Type.STRING, enum: ['small', 'big'] }, people: { type: Type.INTEGER, minimum: 5, maximum: 9 } },
        required: ['name', 'size', 'people'],
        propertyOrdering: ['people', 'size', 'name'],
      },
    },
  });
  const city = JSON.parse(native.text);
  assert.deepEqual(Object.keys(city), ['people', 'size', 'name']);
  assert.ok(['small', 'big'].includes(city.size) && city.people >= 5 && city.people <= 9);
  const json = await ai.models.generateContent({
    model: third,
    contents: 'A list',
    config: { responseMimeType: 'application/json', responseJsonSchema: { type: 'array', items: { $ref: '#/$defs/n' }, minItems: 2, maxItems: 2, $defs: { n: { type: 'integer' } } } },
  });
  assert.ok(JSON.parse(json.text).length === 2 && JSON.parse(json.text).every(Number.isInteger));
  const word = await ai.models.generateContent({
    model: second, contents: 'Which?', config: { responseMimeType: 'text/x.enum', responseSchema: { type: Type.STRING, enum: ['yes', 'no'] } },
  });
  assert.ok(['yes', 'no'].includes(word.text));
});

test('thinking by level or by budget, whichever the model takes', async () => {
  const think = (model, thinkingConfig) => ai.models.generateContent({ model, contents: 'Think about it', config: { thinkingConfig } });
  assert.equal((await think(second, { thinkingBudget: 0 })).usageMetadata.thoughtsTokenCount, undefined);
  assert.ok((await think(second, { thinkingBudget: 20 })).usageMetadata.thoughtsTokenCount <= 20);
  assert.ok((await think(third, { thinkingLevel: ThinkingLevel.LOW })).usageMetadata.thoughtsTokenCount < 100);
  await assert.rejects(think(second, { thinkingLevel: ThinkingLevel.LOW }), /Thinking level is not supported/);
  await assert.rejects(think(third, { thinkingBudget: 100 }), /Thinking budget is not supported/);
  await assert.rejects(think('gemini-2.5-pro', { thinkingBudget: 0 }), /only works in thinking mode/);
});

test('images, sound and documents', async () => {
  const answer = await ai.models.generateContent({
    model: third,
    contents: [{
      role: 'user',
      parts: [
        { text: '[[say:Seen]]' },
        { inlineData: { mimeType: 'image/png', data: pixel } },
        { inlineData: { mimeType: 'audio/wav', data: Buffer.alloc(32_000).toString('base64') } },
        { fileData: { mimeType: 'application/pdf', fileUri: 'https://example.com/paper.pdf' } },
      ],
    }],
  });
  assert.equal(answer.text, 'Seen');
  const tokens = Object.fromEntries(answer.usageMetadata.promptTokensDetails.map((detail) => [detail.modality, detail.tokenCount]));
  assert.equal(tokens.IMAGE, 258);
  assert.equal(tokens.DOCUMENT, 258);
  assert.ok(tokens.AUDIO > 10);
  assert.equal((await billed('gemini', answer.responseId)).tokens.audioInput, tokens.AUDIO);
});

test('stops, limits, candidates and log probabilities', async () => {
  const stopped = await ai.models.generateContent({ model: second, contents: '[[say:one two three]]', config: { stopSequences: [' two'] } });
  assert.equal(stopped.text, 'one');
  const cut = await ai.models.generateContent({ model: second, contents: '[[words:50]]', config: { maxOutputTokens: 5, thinkingConfig: { thinkingBudget: 0 } } });
  assert.equal(cut.candidates[0].finishReason, 'MAX_TOKENS');
  assert.equal(cut.usageMetadata.candidatesTokenCount, 5);
  const many = await ai.models.generateContent({ model: second, contents: 'Say', config: { candidateCount: 3, responseLogprobs: true, logprobs: 2 } });
  assert.equal(many.candidates.length, 3);
  assert.equal(many.candidates[0].logprobsResult.topCandidates[0].candidates.length, 2);
  assert.ok(many.candidates[0].avgLogprobs < 0);
});

test('a blocked prompt has no candidates, a filtered answer ends early', async () => {
  const blocked = await ai.models.generateContent({ model: second, contents: '[[filter:prompt]]' });
  assert.equal(blocked.candidates, undefined);
  assert.equal(blocked.promptFeedback.blockReason, 'PROHIBITED_CONTENT');
  await script('gemini', { errors: [{ kind: 'contentFilter', count: 1 }] });
  const [scripted] = await collect(await ai.models.generateContentStream({ model: second, contents: 'Hello' }));
  assert.equal(scripted.promptFeedback.blockReason, 'PROHIBITED_CONTENT');
  const filtered = await ai.models.generateContent({ model: second, contents: '[[filter]] tell me' });
  assert.equal(filtered.candidates[0].finishReason, 'SAFETY');
});

test('tokens are counted as they are billed', async () => {
  const contents = 'How many are these?';
  const { totalTokens } = await ai.models.countTokens({ model: second, contents });
  const answer = await ai.models.generateContent({ model: second, contents });
  assert.equal(totalTokens, answer.usageMetadata.promptTokenCount);
});

test('embeddings and models', async () => {
  const { embeddings } = await ai.models.embedContent({
    model: 'gemini-embedding-001', contents: ['a cat sat', 'the cat sat', 'stock markets fell'], config: { outputDimensionality: 256, taskType: 'SEMANTIC_SIMILARITY' },
  });
  const near = (a, b) => a.values.reduce((sum, value, i) => sum + value * b.values[i], 0);
  assert.equal(embeddings[0].values.length, 256);
  assert.ok(near(embeddings[0], embeddings[1]) > near(embeddings[0], embeddings[2]));
  const models = [];
  for await (const model of await ai.models.list({ config: { pageSize: 3 } })) models.push(model.name);
  assert.ok(models.length > 10 && new Set(models).size === models.length);
  assert.equal((await ai.models.get({ model: third })).inputTokenLimit, 1_048_576);
});

test('errors', async () => {
  const rejected = (options, request) => assert.rejects(client(options).models.generateContent({ model: second, contents: 'x', ...request }), (error) => {
    rejected.error = error;
    return error.name === 'ApiError';
  });
  const bad = new GoogleGenAI({ apiKey: 'bad-key', httpOptions: { baseUrl: baseURL('/gemini') } });
  await assert.rejects(bad.models.generateContent({ model: second, contents: 'x' }), (error) => error.status === 400 && /API_KEY_INVALID/.test(error.message));
  await rejected({}, { model: 'no-such-model' });
  assert.equal(rejected.error.status, 404);
  await rejected({ extraBody: { foo: 1 } });
  assert.match(rejected.error.message, /Unknown name \\"foo\\": Cannot find field/);
  await rejected({}, { config: { temperature: 3 } });
  assert.match(rejected.error.message, /temperature must be in the range/);
  await script('gemini', { errors: [{ kind: 'rateLimit', count: 1, retryAfterSeconds: 34 }] });
  await rejected({});
  assert.equal(rejected.error.status, 429);
  const { details } = JSON.parse(rejected.error.message).error;
  assert.ok(details.some((detail) => detail['@type'].endsWith('RetryInfo') && detail.retryDelay === '34s'));
  assert.ok(details.some((detail) => detail['@type'].endsWith('QuotaFailure')));
});

test('an error amid a stream', async () => {
  await script('gemini', { streamError: { afterTokens: 3 } });
  const stream = await ai.models.generateContentStream({ model: second, contents: '[[words:20]]', config: { thinkingConfig: { thinkingBudget: 0 } } });
  await assert.rejects(collect(stream), (error) => error.name === 'ApiError' && error.status === 500);
});

test('a caller that hangs up is billed for what was made', async () => {
  await script('gemini', { tokensPerSecond: 20 });
  const abort = new AbortController();
  const stream = await ai.models.generateContentStream({
    model: second, contents: 'gemini-abort [[words:500]]', config: { abortSignal: abort.signal, thinkingConfig: { thinkingBudget: 0 } },
  });
  const chunks = [];
  await assert.rejects(async () => {
    for await (const chunk of stream) {
      chunks.push(chunk);
      if (chunks.length === 3) abort.abort();
    }
  });
  const [request] = await eventually(() => seen('gemini', 'gemini-abort'), ([last]) => last.outcome !== 'pending');
  assert.equal(request.outcome, 'cancelled');
  assert.ok((await billed('gemini', request.answerId)).tokens.output < 100);
});

test('the SDK tries again', async () => {
  await script('gemini', { errors: [{ kind: 'overloaded', count: 1 }] });
  const answer = await client({ retryOptions: { attempts: 3 } }).models.generateContent({ model: second, contents: 'gemini-again [[say:Now]]' });
  assert.equal(answer.text, 'Now');
  assert.deepEqual((await seen('gemini', 'gemini-again')).map((request) => request.status), [200, 503]);
});
