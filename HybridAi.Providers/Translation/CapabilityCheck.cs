using HybridAi.Core.Chat;

namespace HybridAi.Providers.Translation;

/// <summary>Refuses what is wrong for everybody, and what the catalog says that a model cannot do, before any format writes it.</summary>
internal static class CapabilityCheck
{
    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">The model. One that the catalog does not know is taken to be able.</param>
    /// <param name="report">Gets what it cannot do.</param>
    public static void Run(ChatRequest request, ChatTarget target, TranslationReport report)
    {
        ConversationCheck.Run(request, report);
        if (target.Catalog is not { } model)
            return;
        if (model.Supports.Tools == false && request.Tools.Count > 0)
            report.Refuse(ChatField.Tools, $"{report.Target} calls no tools; leave them out or name another model.");
        if (model.Supports.StructuredOutput == false && request.Output is { Schema.IsEmpty: false })
            report.Refuse(ChatField.Output, $"{report.Target} obeys no JSON schema; leave it out or name another model.");
        if (model.Supports.Streaming == false && request.Stream)
            report.Refuse("stream", $"{report.Target} does not stream; leave 'stream' out or name another model.");
        if (request.MaxOutputTokens > model.MaxOutputTokens)
            report.Refuse(ChatField.MaxOutputTokens, $"{report.Target} writes at most {model.MaxOutputTokens} tokens; lower '{ChatFields.NameOf(ChatField.MaxOutputTokens, request)}' to that or less.");
        if (model.Input.Count > 0)
            CheckMedia(request, model.Input, report);
    }

    private static void CheckMedia(ChatRequest request, IReadOnlyList<string> taken, TranslationReport report)
    {
        foreach (var part in request.Messages.SelectMany(message => message.Parts).SelectMany(Flatten).OfType<ChatPart.Media>())
        {
            var kind = part.Kind == MediaKind.Document ? "pdf" : part.Kind.ToString().ToLowerInvariant();
            // Documents of plain text are text to every model.
            if (!taken.Contains(kind) && part.Source is not (MediaSource.Text or MediaSource.Parts))
                report.Refuse(ChatField.Messages, $"{report.Target} takes no {kind} input; leave it out or name another model.");
        }
    }

    private static IEnumerable<ChatPart> Flatten(ChatPart part) => part is ChatPart.ToolResult result ? result.Parts : [part];
}
