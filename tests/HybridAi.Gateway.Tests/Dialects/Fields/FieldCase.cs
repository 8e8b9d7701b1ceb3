using System.Text;
using System.Text.Json.Nodes;
using HybridAi.Core.Chat;

namespace HybridAi.Gateway.Tests.Dialects.Fields;

/// <summary>One field of a dialect's body, and what it must look like wherever it reaches a provider.</summary>
/// <param name="Names">What it is called when it is dropped or refused; others may do as well, such as that of the object it is in.</param>
/// <param name="Patch">What the body has besides the least that it must have.</param>
/// <param name="Mark">A regular expression that finds it in any body of any provider that gets it, and in none that was not told it.</param>
internal sealed record FieldCase(ChatDialect Dialect, string[] Names, string Patch, string Mark)
{
    private static readonly Dictionary<ChatDialect, string> Least = new()
    {
        [ChatDialect.ChatCompletions] = """{"model":"m","messages":[{"role":"user","content":"Hello"}]}""",
        [ChatDialect.Completions] = """{"model":"m","prompt":"Hello"}""",
        [ChatDialect.Messages] = """{"model":"m","max_tokens":100,"messages":[{"role":"user","content":"Hello"}]}""",
        [ChatDialect.Responses] = """{"model":"m","input":"Hello"}""",
    };

    /// <summary>The body.</summary>
    public byte[] Body()
    {
        var body = JsonNode.Parse(Least[Dialect])!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(Patch)!.AsObject())
            body[name] = value?.DeepClone();
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    /// <summary>Whether a path names the field: itself, what it is in, or what is in it.</summary>
    public bool IsNamedBy(string path)
    {
        path = System.Text.RegularExpressions.Regex.Replace(path, @"\[\d+\]", "[]");
        return Array.Exists(Names, name => path == name || path.StartsWith(name + ".", StringComparison.Ordinal) || path.StartsWith(name + "[", StringComparison.Ordinal)
            || name.StartsWith(path + ".", StringComparison.Ordinal) || name.StartsWith(path + "[", StringComparison.Ordinal));
    }

    public override string ToString() => $"{Dialect} {string.Join('|', Names)} {Patch}";
}
