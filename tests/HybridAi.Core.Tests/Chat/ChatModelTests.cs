using System.Collections;
using System.Reflection;
using HybridAi.Core.Chat;

namespace HybridAi.Core.Tests.Chat;

/// <summary>What holds for every type of the model.</summary>
public sealed class ChatModelTests
{
    [Fact]
    public void Nothing_of_the_model_prints_what_was_said()
    {
        var said = false;
        for (var seed = 0; seed < 300; seed++)
        {
            var generator = new ModelGenerator(seed);
            var request = generator.Request();
            var response = generator.Response();

            said |= Structure.Of(request).Contains(ModelGenerator.Said, StringComparison.Ordinal)
                && Structure.Of(response).Contains(ModelGenerator.Said, StringComparison.Ordinal);
            foreach (var value in Within(request).Concat(Within(response)).Concat(ChatReplay.Events(response).SelectMany(Within)))
                Assert.DoesNotContain(ModelGenerator.Said, value.ToString());
        }
        Assert.True(said);
    }

    [Fact]
    public void A_request_that_says_nothing_has_no_null_list_and_no_value()
    {
        var request = new ChatRequest { Dialect = ChatDialect.Messages, Model = "m", Messages = [] };

        foreach (var property in typeof(ChatRequest).GetProperties().Where(p => p.Name is not ("Dialect" or "Model" or "Messages" or "Sampling")))
        {
            var value = property.GetValue(request);
            if (typeof(IEnumerable).IsAssignableFrom(property.PropertyType) && property.PropertyType != typeof(string))
                Assert.Empty(Assert.IsAssignableFrom<IEnumerable>(value));
            else
                Assert.True(value is null or false, property.Name);
        }
        Assert.All(typeof(SamplingOptions).GetProperties(), p => Assert.True(p.GetValue(request.Sampling) is null or Verbatim { IsEmpty: true }, p.Name));
    }

    [Fact]
    public void The_hierarchies_are_closed()
    {
        var open = typeof(ChatEvent).Assembly.GetExportedTypes()
            .Where(t => t.Namespace == typeof(ChatEvent).Namespace && t is { IsClass: true, IsAbstract: true, IsSealed: false })
            .Where(t => t.DeclaringType is null)
            .Where(t => t.GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Any(c => c.GetParameters().Length == 0 && !c.IsPrivate));

        Assert.Empty(open);
    }

    [Fact]
    public void The_page_of_the_model_names_every_type_and_member()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "chat-model.md")).Split([' ', '`', '.', '(', ')', '|', ',', '\n', ';', ':', '*']).ToHashSet();
        var wires = typeof(ChatEvent).Assembly.GetExportedTypes()
            .Where(t => t.Namespace == typeof(ChatEvent).Namespace && (t.IsNested ? t.DeclaringType != typeof(ChatEvent) : Carriers.Contains(t)));

        var missing = wires.SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(p => p.CanWrite), (t, p) => (Type: t, p.Name))
            .Where(m => !page.Contains(m.Name))
            .Select(m => $"{m.Type.Name}.{m.Name}")
            .Concat(typeof(ChatEvent).GetNestedTypes().Where(t => !t.IsAbstract && !page.Contains(t.Name)).Select(t => t.Name))
            .Concat(Enum.GetNames<FinishReason>().Where(name => !page.Contains(name)));

        Assert.Equal("", string.Join(" ", missing));
    }

    private static readonly Type[] Carriers =
    [
        typeof(ChatRequest), typeof(ChatMessage), typeof(ChatPart), typeof(SamplingOptions), typeof(ReasoningOptions), typeof(OutputFormat),
        typeof(AudioOutput), typeof(ToolDefinition), typeof(ToolChoice), typeof(ChatResponse), typeof(ResponseHead), typeof(ChatChoice),
        typeof(ChatFinish), typeof(ReportedUsage), typeof(ChatError), typeof(RateLimit),
    ];

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "HybridAi.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run within the repository.");
        return folder;
    }

    private static IEnumerable<object> Within(object? value)
    {
        if (value is null or string || value.GetType().Namespace?.StartsWith("System", StringComparison.Ordinal) == true && value is not IEnumerable)
            yield break;
        if (value is IEnumerable items)
        {
            foreach (var inner in items.Cast<object?>().SelectMany(Within))
                yield return inner;
            yield break;
        }
        yield return value;
        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            foreach (var inner in Within(property.GetValue(value)))
                yield return inner;
        }
    }
}
