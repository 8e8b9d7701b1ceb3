namespace HybridAi.Simulator.Anthropic.Requests;

/// <summary>The end of a block of the prompt, at which a cached prefix may end.</summary>
/// <param name="Tokens">Tokens up to here.</param>
/// <param name="Hash">The fingerprint of the prompt up to here.</param>
/// <param name="Hour">The block asks to be cached: for an hour, or (false) for five minutes. Null: it does not ask.</param>
internal readonly record struct CachePoint(int Tokens, ulong Hash, bool? Hour);
