namespace HybridAi.Core.Catalog;

/// <summary>What a model can do. Null: not known.</summary>
/// <param name="Tools">Calls functions.</param>
/// <param name="StructuredOutput">Obeys a JSON schema.</param>
/// <param name="Reasoning">Reasons before it answers.</param>
/// <param name="Streaming">Answers as a stream.</param>
/// <param name="Temperature">Accepts a temperature other than its default.</param>
/// <param name="Prefill">Continues an answer that the conversation ends with (Anthropic's models up to 4.5).</param>
/// <param name="ForcedTools">Can be made to call a tool (not Anthropic's 5.1 and 5.5 models that always reason).</param>
public sealed record ModelFeatures(
    bool? Tools = null, bool? StructuredOutput = null, bool? Reasoning = null, bool? Streaming = null, bool? Temperature = null,
    bool? Prefill = null, bool? ForcedTools = null);
