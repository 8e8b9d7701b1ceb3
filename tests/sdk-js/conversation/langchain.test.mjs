import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { ChatAnthropic } from '@langchain/anthropic';
import { HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { z } from 'zod';
import { apiKey, gateway, reset, script } from './gateway.mjs';
import { pick } from './models.mjs';

const clients = {
  chat: (model, more) => new ChatOpenAI({ model, apiKey, maxRetries: 0, configuration: { baseURL: `${gateway}/v1` }, ...more }),
  responses: (model, more) => new ChatOpenAI({ model, apiKey, maxRetries: 0, useResponsesApi: true, configuration: { baseURL: `${gateway}/v1` }, ...more }),
  messages: (model, more) => new ChatAnthropic({ model, apiKey, maxRetries: 0, anthropicApiUrl: gateway, maxTokens: 4000, ...more }),
};

const tools = ['get_weather', 'get_time'].map((name) => tool(async ({ city }) => `fine in ${city}`, { name, description: name, schema: z.object({ city: z.string() }) }));

afterEach(() => reset('cohere'));

for (const [api, client] of Object.entries(clients)) {
  for (const provider of ['openai', 'anthropic', 'gemini', 'cohere', 'cerebras', 'openrouter']) {
    test(`${api}, ${provider}: invoke and stream say the same`, async () => {
      const messages = [new SystemMessage('Be brief.'), new HumanMessage('[[say:Grüße aus Köln 🌷]]')];
      const whole = await client(pick(provider)).invoke(messages);
      assert.equal(whole.text, 'Grüße aus Köln 🌷');
      assert.ok(whole.usage_metadata.input_tokens > 0 && whole.usage_metadata.output_tokens > 0);
      let folded;
      for await (const chunk of await client(pick(provider)).stream(messages)) folded = folded ? folded.concat(chunk) : chunk;
      assert.equal(folded.text, whole.text);
      // LangChain adds the token that Anthropic counts at the beginning to the sum at the end.
      const twice = api === 'messages' && provider === 'anthropic' ? 1 : 0;
      assert.equal(folded.usage_metadata.output_tokens, whole.usage_metadata.output_tokens + twice);
    });

    test(`${api}, ${provider}: bound tools are called until there is an answer`, async () => {
      const model = client(pick(provider, 'tools')).bindTools(tools);
      for (const streamed of [false, true]) {
        const messages = [new HumanMessage('[[tool:get_weather {"city":"Rome"}]] [[tool:get_time {"city":"Oslo"}]]')];
        const next = async () => {
          if (!streamed) return model.invoke(messages);
          let folded;
          for await (const chunk of await model.stream(messages)) folded = folded ? folded.concat(chunk) : chunk;
          return folded;
        };
        let answer = await next();
        assert.deepEqual(answer.tool_calls.map((call) => [call.name, call.args.city]), [['get_weather', 'Rome'], ['get_time', 'Oslo']]);
        messages.push(answer);
        for (const call of answer.tool_calls) messages.push(new ToolMessage({ content: await tools.find((one) => one.name === call.name).invoke(call.args), tool_call_id: call.id }));
        answer = await next();
        assert.match(answer.text, /fine in Rome[^]*fine in Oslo/);
      }
    });

    test(`${api}, ${provider}: withStructuredOutput keeps to its schema`, async () => {
      const schema = z.object({ city: z.string(), degrees: z.number().int(), sky: z.enum(['clear', 'cloudy']) });
      const model = client(pick(provider, 'structured_output', 'tools', 'forced_tools')).withStructuredOutput(schema, { name: 'weather' });
      const object = await model.invoke('The weather in Lisbon?');
      assert.deepEqual(schema.parse(object), object);
    });
  }

  test(`${api}: retries overcome a failure`, async () => {
    const id = 'command-r-plus-08-2024';
    await script('cohere', { models: { [id]: { errors: [{ kind: 'serverError', count: 1 }] } } });
    await assert.rejects(client(`cohere/${id}`).invoke('Hello'), (error) => error.status === 500);
    await script('cohere', { models: { [id]: { errors: [{ kind: 'serverError', count: 1 }] } } });
    assert.equal((await client(`cohere/${id}`, { maxRetries: 2 }).invoke('[[say:again]]')).text, 'again');
  });
}
