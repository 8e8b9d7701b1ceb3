using System.Text.Json;

namespace HybridAi.Simulator.OpenAi.Responses;

/// <summary>A response that was kept.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Owner">The key that asked for it.</param>
/// <param name="Body">The response object.</param>
/// <param name="Input">Every item before the answer, each with an id.</param>
/// <param name="Output">The items of the answer.</param>
internal sealed record StoredResponse(
    string Id, string Owner, byte[] Body, IReadOnlyList<JsonElement> Input, IReadOnlyList<JsonElement> Output)
{
    /// <summary>Bytes that it takes, about.</summary>
    public long Size { get; } = Body.Length + Input.Concat(Output).Sum(item => (long)item.GetRawText().Length);
}
