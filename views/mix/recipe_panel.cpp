// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mix/recipe_panel.h"

#include <algorithm>

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QIntValidator>
#include <QLineEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/base/json.h"
#include "views/format/number_text.h"
#include "views/mix/source_row.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/form_field.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/section_title.h"
#include "views/widgets/value_row.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int labelWidth = 104, editorWidth = 230;

} // namespace

RecipePanel::RecipePanel(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLineEdit)
    , m_nameField(new FormField(tr("Name"), m_name))
    , m_validation(new QDoubleSpinBox)
    , m_tokenizer(new QLineEdit)
    , m_vocabulary(new QLineEdit)
    , m_budget(new QComboBox)
    , m_corpus(new QComboBox)
    , m_add(new ActionButton(tr("Add source"), u"plus"_s))
    , m_panel(new Panel(tr("Recipe")))
    , m_notice(new Banner(Banner::Kind::Warning))
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState)
    , m_sources(new QVBoxLayout)
    , m_samples(new ValueRow(tr("Samples")))
    , m_tokens(new ValueRow(tr("Tokens")))
    , m_training(new ValueRow(tr("The training reads")))
{
    m_name->setPlaceholderText(tr("name of the new set"));
    m_validation->setRange(0.0, 50.0);
    m_validation->setDecimals(1);
    m_validation->setValue(1.0);
    m_validation->setSuffix(QString(QChar(number_text::unitSpace)) + u'%');
    m_tokenizer->setPlaceholderText(tr("CodeGen, phi-1's own"));
    auto *validation = new FormField(tr("Held out"), m_validation);
    validation->setConsequence(tr("of the documents, for validation"));
    auto *tokenizer = new FormField(tr("Tokenizer"), m_tokenizer);
    tokenizer->setConsequence(tr("folder of another one"));
    m_vocabulary->setPlaceholderText(tr("the tokenizer's"));
    m_vocabulary->setValidator(new QIntValidator(0, 65536, m_vocabulary));
    auto *vocabulary = new FormField(tr("Vocabulary"), m_vocabulary);
    vocabulary->setConsequence(tr("tokens of one trained on this text; phi-1-nano has 1024"));
    auto *budget = new FormField(tr("Epochs for"), m_budget);
    auto *form = new QWidget;
    auto *formLayout = new QVBoxLayout(form);
    for (FormField *field : {m_nameField, validation, tokenizer, vocabulary, budget}) {
        field->setPaperVisible(false);
        field->setColumnWidths(labelWidth, editorWidth, 0);
        formLayout->addWidget(field);
    }

    auto *sources = new QWidget;
    sources->setLayout(m_sources);
    m_sources->setContentsMargins(0, 0, 0, 0);
    m_sources->setSpacing(0);
    m_sources->addStretch(1);
    auto *scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(sources);
    scroll->viewport()->setAutoFillBackground(false); // the panel's surface shows
    sources->setAutoFillBackground(false);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(scroll);

    auto *adding = new QHBoxLayout;
    m_corpus->setAccessibleName(tr("Corpus of a new source"));
    adding->addWidget(new SectionTitle(tr("Sources")), 1);
    adding->addWidget(m_corpus);
    adding->addWidget(m_add);
    auto *totals = new QWidget;
    auto *totalsLayout = new QVBoxLayout(totals);
    for (ValueRow *row : {m_samples, m_tokens, m_training})
        totalsLayout->addWidget(row);

    auto *content = new QWidget;
    auto *inner = new QVBoxLayout(content);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(0);
    inner->addWidget(form);
    inner->addWidget(new RuleLine);
    inner->addLayout(adding);
    inner->addWidget(new RuleLine);
    inner->addWidget(m_notice);
    inner->addWidget(m_stack, 1);
    inner->addWidget(new RuleLine);
    inner->addWidget(totals);
    m_panel->setContent(content);
    m_notice->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    Theme::instance().follow(this, [=, this] {
        const Theme &theme = Theme::instance();
        for (QVBoxLayout *each : {formLayout, totalsLayout}) {
            each->setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12));
            each->setSpacing(theme.px(6));
        }
        adding->setContentsMargins(theme.px(16), theme.px(8), theme.px(16), theme.px(8));
        adding->setSpacing(theme.px(8));
        m_corpus->setMinimumWidth(theme.px(140));
    });

    connect(m_name, &QLineEdit::textChanged, this, &RecipePanel::recipeChanged);
    connect(m_validation, &QDoubleSpinBox::valueChanged, this, &RecipePanel::recipeChanged);
    connect(m_tokenizer, &QLineEdit::textChanged, this, &RecipePanel::recipeChanged);
    connect(m_vocabulary, &QLineEdit::textChanged, this, &RecipePanel::recipeChanged);
    connect(m_budget, &QComboBox::currentIndexChanged, this, [this] {
        showCounts();
        emit budgetChanged();
    });
    connect(m_add, &QPushButton::clicked, this,
            [this] { addSource(m_corpus->currentText(), SampleFilter{}); });
    connect(m_notice, &Banner::linkActivated, this, &RecipePanel::countTokensRequested);
    connect(m_empty, &EmptyState::buttonClicked, this, &RecipePanel::importRequested);
    setCorpora({});
    setBudgets({});
    rearrange();
}

MixRecipe RecipePanel::recipe() const
{
    MixRecipe recipe;
    recipe.name = m_name->text().trimmed().toStdString();
    recipe.tokenizer = m_tokenizer->text().trimmed().toStdString();
    recipe.vocabulary = m_vocabulary->text().toLongLong();
    recipe.validation = m_validation->value() / 100.0;
    for (const SourceRow *row : m_rows)
        recipe.sources.push_back(row->source());
    return recipe;
}

void RecipePanel::setRecipe(const MixRecipe &recipe)
{
    qDeleteAll(m_rows);
    m_rows.clear();
    m_choosing = -1;
    {
        const QSignalBlocker name(m_name), validation(m_validation), tokenizer(m_tokenizer),
            vocabulary(m_vocabulary);
        m_name->setText(QString::fromStdString(recipe.name));
        m_tokenizer->setText(QString::fromStdString(recipe.tokenizer));
        m_vocabulary->setText(recipe.vocabulary > 0 ? QString::number(recipe.vocabulary)
                                                    : QString());
        m_validation->setValue(100.0 * recipe.validation);
    }
    for (const MixSource &source : recipe.sources)
        m_rows << makeRow(source);
    rearrange();
    changed();
}

SourceRow *RecipePanel::makeRow(const MixSource &source)
{
    auto *row = new SourceRow(source);
    connect(row, &SourceRow::edited, this, &RecipePanel::changed);
    connect(row, &SourceRow::removeRequested, this, [this, row] {
        m_rows.removeOne(row);
        m_choosing = -1;
        row->hide();
        row->deleteLater();
        rearrange();
        changed();
    });
    connect(row, &SourceRow::upRequested, this, [this, row] {
        const qsizetype at = m_rows.indexOf(row);
        if (at > 0)
            m_rows.swapItemsAt(at, at - 1);
        m_choosing = -1;
        rearrange();
        changed();
    });
    connect(row, &SourceRow::chooseRequested, this, [this, row] {
        m_choosing = int(m_rows.indexOf(row));
        emit chooseRequested(QString::fromStdString(row->source().corpus), row->source().filter);
    });
    return row;
}

void RecipePanel::addSource(const QString &corpus, const SampleFilter &filter)
{
    if (corpus.isEmpty())
        return;
    MixSource source;
    source.corpus = corpus.toStdString();
    source.filter = filter;
    if (m_choosing >= 0 && m_choosing < m_rows.size() &&
        m_rows[m_choosing]->source().corpus == source.corpus) {
        source.weight = m_rows[m_choosing]->source().weight;
        source.title = m_rows[m_choosing]->source().title;
        m_rows[m_choosing]->setSource(source);
    } else {
        m_rows << makeRow(source);
        rearrange();
    }
    m_choosing = -1;
    changed();
}

void RecipePanel::rearrange()
{
    while (m_sources->count() > 0) {
        QLayoutItem *item = m_sources->takeAt(0);
        if (item->widget() && !m_rows.contains(item->widget()))
            item->widget()->deleteLater(); // a line between two
        delete item;
    }
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        if (i > 0)
            m_sources->addWidget(new RuleLine);
        m_sources->addWidget(m_rows[i]);
        m_rows[i]->setPlace(int(i), int(m_rows.size()));
        if (i > 0)
            QWidget::setTabOrder(m_rows[i - 1], m_rows[i]);
    }
    m_sources->addStretch(1);
    m_stack->setCurrentIndex(m_rows.isEmpty() ? 0 : 1);
}

void RecipePanel::changed()
{
    m_isCounted = false;
    for (SourceRow *row : m_rows)
        row->setCounting();
    if (m_rows.isEmpty())
        setCounts({});
    emit recipeChanged();
}

void RecipePanel::setCorpora(const QStringList &names)
{
    const QString chosen = m_corpus->currentText();
    const QSignalBlocker quiet(m_corpus);
    m_corpus->clear();
    m_corpus->addItems(names);
    m_corpus->setCurrentIndex(std::max(0, int(names.indexOf(chosen))));
    m_corpus->setEnabled(!names.isEmpty());
    m_add->setEnabled(!names.isEmpty());
    m_empty->setSentence(
        names.isEmpty() ? tr("A training set is mixed from corpora; there is none yet")
                        : tr("The sources of a training set stand here: add a corpus, or choose "
                             "samples in Samples and press Mix there"));
    m_empty->setButton(names.isEmpty() ? tr("Import…") : QString(), u"download"_s);
}

void RecipePanel::setBudgets(const QVector<MixBudget> &budgets)
{
    const QString chosen = m_budget->currentText();
    const QSignalBlocker quiet(m_budget);
    m_budgets = budgets;
    m_budgets.prepend({tr("once through everything"), 0.0});
    m_budget->clear();
    int index = 0;
    for (const MixBudget &budget : m_budgets) {
        if (budget.title == chosen)
            index = m_budget->count();
        m_budget->addItem(budget.title);
    }
    m_budget->setCurrentIndex(index);
    showCounts();
}

MixBudget RecipePanel::budget() const
{
    return m_budgets.value(m_budget->currentIndex());
}

double RecipePanel::trainingTokens() const
{
    return budget().tokens > 0.0 ? budget().tokens : double(m_counts.tokens());
}

QStringList RecipePanel::titles() const
{
    QStringList titles;
    for (const SourceRow *row : m_rows) {
        const QString title = QString::fromStdString(row->source().shownTitle());
        const bool isAmbiguous =
            std::count_if(m_rows.begin(), m_rows.end(), [&](const SourceRow *other) {
                return other->source().shownTitle() == row->source().shownTitle();
            }) > 1;
        titles << (isAmbiguous ? tr("%1 (source %2)").arg(title).arg(titles.size() + 1) : title);
    }
    return titles;
}

void RecipePanel::setCounts(const MixCounts &counts)
{
    m_counts = counts;
    m_isCounted = counts.sources.size() == m_rows.size();
    showCounts();
}

void RecipePanel::showCounts()
{
    using namespace number_text;
    if (!m_isCounted)
        return;
    std::vector<double> weights;
    std::vector<std::uint64_t> tokens;
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        weights.push_back(m_rows[i]->source().weight);
        tokens.push_back(std::uint64_t(m_counts.sources[i].tokens));
    }
    const std::vector<MixShare> shares = mixShares(weights, tokens, trainingTokens());
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        m_rows[i]->setCount(m_counts.sources[i], shares[std::size_t(i)], titles());
    const bool isEmpty = m_rows.isEmpty();
    m_samples->setValue(isEmpty ? QString() : grouped(m_counts.samples()));
    m_tokens->setValue(isEmpty ? QString()
                       : m_counts.uncounted() > 0
                           ? tr("partial: %1, without %2 samples")
                                 .arg(grouped(m_counts.tokens()), grouped(m_counts.uncounted()))
                           : grouped(m_counts.tokens()));
    m_training->setValue(isEmpty ? QString() : tr("%1 tokens").arg(siNumber(trainingTokens())));
    const QStringList uncounted = uncountedCorpora();
    m_notice->setVisible(!uncounted.isEmpty());
    m_notice->setBold(tr("Tokens are not counted yet: %1").arg(uncounted.join(u", "_s)));
    m_notice->setPlain(tr("Shares are exact, epochs and totals need the tokens."));
    m_notice->setLinkText(tr("Count them"));
}

QStringList RecipePanel::uncountedCorpora() const
{
    QStringList corpora;
    for (qsizetype i = 0; m_isCounted && i < m_rows.size(); ++i) {
        const QString corpus = QString::fromStdString(m_rows[i]->source().corpus);
        if (m_counts.sources[i].uncounted > 0 && !corpora.contains(corpus))
            corpora << corpus;
    }
    return corpora;
}

void RecipePanel::setTakenNames(const QStringList &names)
{
    m_taken = names;
}

QString RecipePanel::problem() const
{
    if (m_rows.isEmpty())
        return tr("add a source first");
    const QString name = m_name->text().trimmed();
    if (name.isEmpty())
        return tr("name the set first");
    if (const auto named = checkSetName(name.toStdString()); !named)
        return QString::fromStdString(named.error().message);
    if (m_taken.contains(name))
        return tr("there is a set %1 already, and sets never change: choose another name")
            .arg(name);
    if (const auto checked = checkRecipe(recipe()); !checked)
        return QString::fromStdString(checked.error().message);
    if (!m_isCounted)
        return {};
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const SourceCount &count = m_counts.sources[i];
        if (count.failed)
            return count.sentence;
        if (count.samples == 0)
            return tr("source %1 gives no sample").arg(titles()[i]);
    }
    return {};
}

QVariantMap RecipePanel::state() const
{
    return {{u"recipe"_s, QString::fromStdString(dumpJson(toJson(recipe())))},
            {u"budget"_s, m_budget->currentText()}};
}

void RecipePanel::restore(const QVariantMap &state)
{
    const std::string text = state.value(u"recipe"_s).toString().toStdString();
    const Result<Json> json = parseJson(text, "the recipe");
    if (!json)
        return;
    if (const Result<MixRecipe> recipe = mixRecipeFromJson(*json))
        setRecipe(*recipe);
}

} // namespace phi1
