// Models by what they can do: of those that the gateway lists, the first of a provider that its catalog says can do it.
import { readFile } from 'node:fs/promises';
import { apiKey, gateway } from './gateway.mjs';

export const providers = ['openai', 'anthropic', 'gemini', 'cohere', 'groq', 'mistral', 'cerebras', 'openrouter'];

// Those whose own API is neither OpenAI's chat nor responses.
export const foreign = ['anthropic', 'gemini', 'cohere'];

const listed = await deployments();
const catalog = JSON.parse(await readFile(new URL('../../../HybridAi.Core/Catalog/model-catalog.json', import.meta.url), 'utf8')).models;

/**
 * The name of a model, as provider/model.
 * @param needs 'tools', 'structured_output', 'reasoning', 'temperature', 'forced_tools', or a kind of input: 'image', 'pdf'.
 *   Without 'reasoning' models that do not reason come first.
 */
export function pick(provider, ...needs) {
  const can = (model) => needs.every((need) => (need in model.supports ? model.supports[need] : model.input.includes(need) || need === 'forced_tools'));
  const fit = catalog.filter((model) => model.provider === provider && model.kind === 'chat' && model.status === 'active'
    && listed.has(`${provider}/${model.id}`) && model.output.every((kind) => kind === 'text') && can(model));
  const chosen = (needs.includes('reasoning') ? undefined : fit.find((model) => !model.supports.reasoning)) ?? fit[0];
  if (!chosen) throw new Error(`${provider} has no model for ${needs}`);
  return `${provider}/${chosen.id}`;
}

async function deployments() {
  const answer = await fetch(`${gateway}/v1/models`, { headers: { authorization: `Bearer ${apiKey}` } });
  return new Set((await answer.json()).data.flatMap((model) => model.hybridai.deployments));
}
