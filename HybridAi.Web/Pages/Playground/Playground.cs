using HybridAi.Web.Gateway;
using HybridAi.Web.Session;
using HybridAi.Web.Visits;

namespace HybridAi.Web.Pages.Playground;

/// <summary>The playground as a page: what it shows, and what a form without a script is answered.</summary>
internal sealed class Playground(PlaygroundCalls calls, SessionCookie session)
{
    /// <summary>The value of the button that forgets the conversations.</summary>
    public const string Anew = "anew";

    /// <summary>An empty playground; the address may name the models.</summary>
    public async Task<PlaygroundModel> LoadAsync(HttpContext http, Visit visit)
    {
        var models = await ModelsAsync(http, visit);
        var names = models.SelectMany(group => group.Names).ToList();
        var first = visit.Asked("model") ?? (names.Contains(visit.ExampleModel) ? visit.ExampleModel : names.FirstOrDefault());
        return new PlaygroundModel
        {
            Models = models,
            Sides = [new PlaygroundSide { Number = 1, Model = first }, new PlaygroundSide { Number = 2, Model = visit.Asked("with") }],
        };
    }

    /// <summary>Asks each side's model, all at once.</summary>
    public async Task<PlaygroundModel> AnswerAsync(HttpContext http, Visit visit, IFormCollection form)
    {
        var models = ModelsAsync(http, visit);
        var sides = await Task.WhenAll(Enumerable.Range(1, PlaygroundForm.Sides).Select(side => AnswerAsync(http, visit, form, side)));
        var anew = form["do"] == Anew;
        var answered = anew || sides.Any(side => side.Latest is { Text.Length: > 0 });
        var model = new PlaygroundModel { Models = [], Sides = sides, Message = answered ? "" : form["message"].ToString() };
        try
        {
            return model with { Models = await models };
        }
        catch (Exception e) when (!anew && GatewayFailures.IsFailure(e, visit.Cancelled))
        {
            // The answers are paid for, and they and the question are nowhere else.
            return model with { ModelsProblem = GatewayFailures.Classify(e) == GatewayFailure.Unreachable ? "The gateway does not answer." : e.Message };
        }
    }

    private async Task<PlaygroundSide> AnswerAsync(HttpContext http, Visit visit, IFormCollection form, int number)
    {
        var side = new PlaygroundSide { Number = number, Model = PlaygroundForm.ModelOf(form, number) };
        if (form["do"] == Anew)
            return side;
        try
        {
            side = side with { Conversation = PlaygroundForm.ConversationOf(form, number) };
            if (side.Model is null && number > 1)
                return side;
            var question = PlaygroundForm.QuestionOf(form, number);
            var answer = await calls.AskAsync(session.Read(http)!, question, null, visit.Cancelled);
            return answer.Text.Length == 0
                ? side with { Latest = answer, Unanswered = question.Message }
                : side with
                {
                    Latest = answer,
                    Conversation = [.. side.Conversation, new Turn(Turn.User, question.Message), new Turn(Turn.Assistant, answer.Text, answer.Request)],
                };
        }
        catch (FormProblem problem)
        {
            return side with { Latest = new Answer { Problem = problem.Message } };
        }
    }

    private async Task<IReadOnlyList<(string Owner, IReadOnlyList<string> Names)>> ModelsAsync(HttpContext http, Visit visit) =>
    [
        .. (await calls.ModelsAsync(session.Read(http)!, visit.Cancelled)).GroupBy(model => model.OwnedBy ?? "others")
            .Select(owner => (owner.Key, (IReadOnlyList<string>)[.. owner.Select(model => model.Id)])),
    ];
}
