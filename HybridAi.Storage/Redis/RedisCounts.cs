namespace HybridAi.Storage.Redis;

/// <summary>What became of the calls since the start.</summary>
/// <param name="Sent">Calls that were made, probes among them; a script that had to be sent as text counts twice.</param>
/// <param name="TimedOut">Those that had no answer before the deadline.</param>
/// <param name="Failed">Those that failed in another way.</param>
/// <param name="NotTried">Calls that were not made.</param>
/// <param name="ScriptsSent">Scripts that the server had to be given as text.</param>
/// <param name="InFlight">Calls without an answer at this moment, those counted that nobody waits for any more.</param>
/// <param name="MostInFlight">The most that there were at a time.</param>
public readonly record struct RedisCounts(long Sent, long TimedOut, long Failed, long NotTried, long ScriptsSent, int InFlight, int MostInFlight);
