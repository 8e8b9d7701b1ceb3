namespace HybridAi.Core.Chat;

/// <summary>One choice of a <see cref="ChatFold"/>; is given only events in order.</summary>
internal sealed class ChoiceFold
{
    private readonly List<ChatPart> _parts = [];
    private readonly List<ExtraField> _extra = [];
    private readonly PartFold _open = new();
    private bool _isOpen;

    public ChatFinish? Finish { get; set; }

    public void Apply(ChatEvent.PartEvent next)
    {
        switch (next)
        {
            case ChatEvent.PartStarted started:
                _open.Begin(started.Opening);
                _isOpen = true;
                break;
            case ChatEvent.PartEnded:
                _parts.Add(_open.ToPart());
                _isOpen = false;
                break;
            default:
                _open.Apply(next);
                break;
        }
    }

    public void Add(ExtraField field, bool ofPart) => Put(ofPart ? _open.Extra : _extra, field);

    public ChatChoice ToChoice() =>
        new(_isOpen ? [.. _parts, _open.ToPart()] : [.. _parts], Finish) { Extra = [.. _extra] };

    public static void Put(List<ExtraField> fields, ExtraField field)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (fields[i].Path == field.Path)
            {
                fields[i] = field;
                return;
            }
        }
        fields.Add(field);
    }
}
