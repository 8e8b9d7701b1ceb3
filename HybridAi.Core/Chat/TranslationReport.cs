using System.Collections.Frozen;

namespace HybridAi.Core.Chat;

/// <summary>
/// What a translation could not carry over, in the words of the caller's dialect: fields that were dropped, to be named in
/// <c>x-hybridai-dropped</c>, or the first one for which the request is refused.
/// </summary>
/// <param name="dialect">The caller's dialect.</param>
/// <param name="target">Who cannot take it, for messages: <c>cohere/command-a</c>.</param>
public sealed class TranslationReport(ChatDialect dialect, string target)
{
    private readonly ChatRequest? _request;
    private List<string>? _dropped;

    /// <summary>Begins a report that calls fields what the caller of a request called them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="target">Who cannot take it, for messages.</param>
    public TranslationReport(ChatRequest request, string target)
        : this(request.Dialect, target) => _request = request;

    /// <summary>The names of dropped fields, each once; or null if there are none.</summary>
    public IReadOnlyList<string>? Dropped => _dropped;

    /// <summary>Why the request cannot be translated, and the field at fault; or null.</summary>
    public TranslationRefusal? Refusal { get; private set; }

    /// <summary>Who the request is translated for, for messages.</summary>
    public string Target => target;

    /// <summary>Whether nothing was refused.</summary>
    public bool IsPossible => Refusal is null;

    /// <summary>The caller's dialect.</summary>
    public ChatDialect Dialect => dialect;

    /// <summary>Names a field as dropped.</summary>
    /// <param name="path">Its path in the caller's body. Which item of a list it stood in is not told: <c>[]</c> names them all at once.</param>
    public void Drop(string path)
    {
        path = WithoutIndexes(AsSent(path));
        _dropped ??= [];
        if (!_dropped.Contains(path))
            _dropped.Add(path);
    }

    /// <summary>Names a member of a part as dropped.</summary>
    /// <param name="part">The part.</param>
    /// <param name="role">Whose message it is in; <see cref="ChatRole.Tool"/> also for what stands within a tool's result.</param>
    /// <param name="member">The member.</param>
    public void Drop(ChatPart part, ChatRole role, PartMember member) => Drop(ChatPaths.OfPart(dialect, part, role, member));

    /// <summary>Names a field as dropped.</summary>
    /// <param name="field">The field.</param>
    public void Drop(ChatField field) => Drop(NameOf(field));

    /// <summary>Refuses the request; the first refusal is the one that is told.</summary>
    /// <param name="path">The path of the field at fault in the caller's body.</param>
    /// <param name="message">What is wrong and how to mend it, for the caller.</param>
    public void Refuse(string path, string message) => Refusal ??= new TranslationRefusal(AsSent(path), AsSent(message));

    /// <summary>Refuses the request.</summary>
    /// <param name="field">The field at fault.</param>
    /// <param name="message">What is wrong and how to mend it, for the caller.</param>
    public void Refuse(ChatField field, string message) => Refuse(NameOf(field), message);

    /// <summary>Refuses or drops a field that the target does not have, by the rule of <see cref="ChatFields"/>.</summary>
    /// <param name="field">The field.</param>
    public void Lacks(ChatField field)
    {
        if (ChatFields.IsRefused(field))
            Refuse(field, $"{target} has no '{NameOf(field)}'; leave it out or name another model.");
        else
            Drop(field);
    }

    /// <summary>Refuses or drops every field that a request sets and that the target does not have.</summary>
    /// <param name="request">The request.</param>
    /// <param name="has">What the target has.</param>
    public void LacksAllBut(ChatRequest request, FrozenSet<ChatField> has)
    {
        foreach (var field in ChatFields.All)
        {
            if (!has.Contains(field) && ChatFields.IsSet(request, field))
                Lacks(field);
        }
    }

    /// <summary>Drops what a message says besides its parts.</summary>
    /// <param name="message">The message.</param>
    /// <param name="takesName">Whether the target takes the speaker's name.</param>
    public void LacksRest(ChatMessage message, bool takesName = false)
    {
        if (message.Name is not null && !takesName)
            Drop(ChatPaths.OfMessage(dialect, "name"));
        foreach (var field in message.Extra)
            Drop(ChatPaths.OfMessage(dialect, field.Path.Replace('/', '.')));
    }

    /// <summary>Drops the raw fields of a part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="role">Whose message it is in.</param>
    public void LacksExtra(ChatPart part, ChatRole role)
    {
        foreach (var field in part.Extra)
            Drop(ChatPaths.OfPart(dialect, part, role, field.Path.Replace('/', '.')));
    }

    /// <summary>Refuses or drops raw fields of the body that the target does not have.</summary>
    /// <param name="extra">The fields.</param>
    /// <param name="within">The path of the object that they stood in, such as <c>tools[2].</c>; empty for the body itself.</param>
    public void LacksExtra(IReadOnlyList<ExtraField> extra, string within = "")
    {
        for (var i = 0; i < extra.Count; i++)
        {
            if (within.Length == 0 && ChatFields.IsEmulated(dialect, extra[i].Path))
                continue;
            var path = within + extra[i].Path.Replace('/', '.');
            if (within.Length == 0 && ChatFields.IsRefused(dialect, extra[i].Path))
                Refuse(path, $"{target} {ChatFields.WhyRefused(dialect, extra[i].Path)}.");
            else
                Drop(path);
        }
    }

    /// <summary>What the caller calls a field.</summary>
    /// <param name="field">The field.</param>
    public string NameOf(ChatField field) => _request is null ? ChatFields.NameOf(field, dialect) : ChatFields.NameOf(field, _request);

    // In the deprecated form of chat completions a tool is its function.
    private string AsSent(string text) => _request is not null && NameOf(ChatField.Tools) is var tools && tools != "tools"
        ? text.Replace("tools[", $"{tools}[", StringComparison.Ordinal).Replace("].function.", "].", StringComparison.Ordinal)
        : text;

    private static string WithoutIndexes(string path)
    {
        var (open, text) = (path.IndexOf('['), path);
        while (open >= 0)
        {
            var close = open + 1;
            while (close < text.Length && char.IsAsciiDigit(text[close]))
                close++;
            if (close < text.Length && text[close] == ']')
                text = text.Remove(open + 1, close - open - 1);
            open = text.IndexOf('[', open + 1);
        }

        return text;
    }
}

/// <summary>Why a request cannot be translated.</summary>
/// <param name="Param">The field at fault, in the caller's words.</param>
/// <param name="Message">What is wrong and how to mend it.</param>
public sealed record TranslationRefusal(string Param, string Message);
