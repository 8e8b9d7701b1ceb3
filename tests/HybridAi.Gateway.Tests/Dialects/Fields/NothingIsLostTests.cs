using System.Text;
using System.Text.RegularExpressions;
using HybridAi.Core.Chat;
using HybridAi.Gateway.Dialects;
using HybridAi.Gateway.Tests.Fuzz;
using HybridAi.Providers.Translation;
using HybridAi.Providers.Wire;
using Microsoft.AspNetCore.Http;

namespace HybridAi.Gateway.Tests.Dialects.Fields;

/// <summary>
/// Every field of every dialect, for every model of every provider: it reaches the provider's wire, or is named as dropped, or the request is
/// refused with its name. Nothing is lost silently.
/// </summary>
public sealed partial class NothingIsLostTests
{
    private static readonly FieldCase[] Cases = [.. FieldCases.All()];

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    [InlineData("cohere")]
    public void A_field_reaches_the_wire_or_is_named(string name)
    {
        var format = FuzzSeeds.Formats.Single(candidate => candidate.Name == name);
        var lost = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in Cases)
        {
            foreach (var target in FuzzSeeds.AllTargets(name))
            {
                if (Fate(field, format, target) is { } wrong)
                    lost[$"{target.Provider}: {field}"] = wrong;
            }
        }

        Assert.True(lost.Count == 0, $"{lost.Count} lost:\n{string.Join('\n', lost.Take(200).Select(one => $"{one.Key}: {one.Value}"))}");
    }

    [Fact]
    public void Every_member_of_a_request_and_every_kind_of_part_is_tried()
    {
        var requests = Cases.Select(field => Read(field, out _)).OfType<ChatRequest>().ToArray();
        Assert.All(ChatFields.All, field => Assert.Contains(requests, request => ChatFields.IsSet(request, field)));
        var parts = requests.SelectMany(request => request.Messages).SelectMany(message => message.Parts).ToArray();
        AssertEachKind(typeof(ChatPart), parts);
        AssertEachKind(typeof(MediaSource), parts.OfType<ChatPart.Media>().Select(media => media.Source));
        AssertEachKind(typeof(ToolDefinition), requests.SelectMany(request => request.Tools));
        Assert.All(Enum.GetValues<MediaKind>(), kind => Assert.Contains(parts, part => part is ChatPart.Media media && media.Kind == kind));
    }

    private static void AssertEachKind(Type closed, IEnumerable<object> tried)
    {
        var kinds = tried.Select(one => one.GetType()).ToHashSet();
        Assert.All(closed.GetNestedTypes().Where(kind => kind.IsSubclassOf(closed)), kind => Assert.Contains(kind, kinds));
    }

    // What becomes of a field; null if all is well.
    private static string? Fate(FieldCase field, IWireFormat format, ChatTarget target)
    {
        if (Read(field, out var error) is not { } request)
            return field.IsNamedBy(error!) ? null : $"was refused for '{error}'";
        var report = new TranslationReport(request, $"{target.Provider}/{target.Model}");
        var mine = target with { Tools = request.Tools };
        var body = ChatTranslation.Write(format.Chat, request, mine, report);
        if (report.Refusal is { } refusal)
        {
            return refusal.Param is "tools" or "functions" && target.Catalog?.Supports.Tools == false ? null
                : !field.IsNamedBy(refusal.Param) ? $"was refused for '{refusal.Param}': {refusal.Message}"
                : IsTop(refusal.Param) && !refusal.Message.Contains($"'{refusal.Param}'", StringComparison.Ordinal) ? $"is not named by: {refusal.Message}"
                : null;
        }

        foreach (var dropped in report.Dropped ?? [])
        {
            if (Numbered().IsMatch(dropped))
                return $"was dropped in another form than the documented one: {dropped}";
        }

        if (report.Dropped?.Any(field.IsNamedBy) == true)
            return null;
        var json = Encoding.UTF8.GetString(body!.Json.Span);
        return Regex.IsMatch(json, field.Mark) ? null : $"is lost; named were [{string.Join(", ", report.Dropped ?? [])}] in {json}";
    }

    // What is refused of a conversation, or of a tool, is told by what it is.
    private static bool IsTop(string param) => param is not ("messages" or "input" or "tools" or "functions" or "prompt" or "stream") && !param.Contains('[', StringComparison.Ordinal)
        && !param.Contains("schema", StringComparison.Ordinal);

    private static ChatRequest? Read(FieldCase field, out string? error)
    {
        var dialect = FuzzSeeds.Dialects.Single(candidate => candidate.Name == field.Dialect);
        var headers = new HeaderDictionary();
        var wrong = dialect.TryRead(field.Body(), headers, out var request);
        error = wrong is null ? null : wrong.Param ?? wrong.Message;
        return request;
    }

    [GeneratedRegex(@"\[\d|\.\[|messages\.")]
    private static partial Regex Numbered();
}
