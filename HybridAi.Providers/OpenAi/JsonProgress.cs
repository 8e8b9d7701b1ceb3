namespace HybridAi.Providers.OpenAi;

/// <summary>Tells when JSON that comes in pieces is complete: its first object or array is closed. Says nothing of whether it is valid.</summary>
internal struct JsonProgress
{
    private int _depth;
    private bool _inText;
    private bool _isEscaped;

    public bool IsComplete { get; private set; }

    public void Add(ReadOnlySpan<byte> piece)
    {
        foreach (var value in piece)
        {
            if (IsComplete)
                return;
            if (_inText)
                AddToText(value);
            else if (value == '"')
                _inText = true;
            else if (value is (byte)'{' or (byte)'[')
                _depth++;
            else if (value is (byte)'}' or (byte)']')
                IsComplete = --_depth <= 0;
        }
    }

    private void AddToText(byte value)
    {
        if (_isEscaped)
            _isEscaped = false;
        else if (value == '\\')
            _isEscaped = true;
        else if (value == '"')
            _inText = false;
    }
}
