// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/mix/sets_panel.h"

#include <cmath>

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

#include "core/base/json.h"
#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/banner.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/panel.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

enum SetColumn { SetName, SetTokens, SetDocumentsColumn, SetMade, SetColumnCount };
enum PartColumn { PartName, PartFilter, PartDocuments, PartTokens, PartEpochs, PartColumnCount };
enum DocumentColumn { DocumentTitle, DocumentRow, DocumentColumnCount };

QStandardItem *item(const QString &text, bool isNumber = false)
{
    auto *made = new QStandardItem(text);
    made->setToolTip(text);
    if (isNumber)
        made->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return made;
}

QTreeView *makeView(QStandardItemModel *model, const QStringList &heads, int stretched,
                    const QString &name)
{
    auto *view = new QTreeView;
    model->setHorizontalHeaderLabels(heads);
    view->setModel(model);
    view->setFrameShape(QFrame::NoFrame);
    view->setRootIsDecorated(false);
    view->setUniformRowHeights(true);
    view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    view->setTextElideMode(Qt::ElideMiddle);
    view->setAccessibleName(name);
    view->header()->setStretchLastSection(false);
    view->header()->setSectionResizeMode(stretched, QHeaderView::Stretch);
    return view;
}

void alignRight(QStandardItemModel *model, std::initializer_list<int> columns)
{
    for (const int column : columns)
        model->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

} // namespace

SetsPanel::SetsPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("Training sets")))
    , m_details(new Panel)
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState(tr("Sets that were written stand here, each with its recipe and its "
                                "documents; they never change")))
    , m_problem(new Banner(Banner::Kind::Warning))
    , m_model(new QStandardItemModel(0, SetColumnCount, this))
    , m_choice(new SegmentedChoice)
    , m_pages(new QStackedWidget)
    , m_sourceModel(new QStandardItemModel(0, PartColumnCount, this))
    , m_part(new QComboBox)
    , m_documentsFacts(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_documentModel(new QStandardItemModel(0, DocumentColumnCount, this))
    , m_recipe(new QPlainTextEdit)
    , m_train(new ActionButton(tr("Start training with this"), u"play"_s))
    , m_take(new ActionButton(tr("Take the recipe over"), u"copy"_s))
    , m_splitter(new QSplitter(Qt::Vertical))
{
    m_view = makeView(m_model, {tr("Name"), tr("Tokens"), tr("Documents"), tr("Made")}, SetName,
                      tr("Training sets"));
    alignRight(m_model, {SetTokens, SetDocumentsColumn});
    m_sources = makeView(m_sourceModel,
                         {tr("Source"), tr("Samples"), tr("Documents"), tr("Tokens"), tr("Epochs")},
                         PartFilter, tr("Sources of the set"));
    alignRight(m_sourceModel, {PartDocuments, PartTokens, PartEpochs});
    m_documents = makeView(m_documentModel, {tr("Document"), tr("Sample")}, DocumentTitle,
                           tr("Documents of the set"));
    alignRight(m_documentModel, {DocumentRow});
    m_problem->hide();
    m_part->setAccessibleName(tr("Source whose documents are listed"));
    m_recipe->setReadOnly(true);
    m_recipe->setFrameShape(QFrame::NoFrame);
    m_recipe->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_recipe->setAccessibleName(tr("Recipe of the set"));

    auto *listed = new QWidget;
    auto *listedLayout = new QVBoxLayout(listed);
    listedLayout->setContentsMargins(0, 0, 0, 0);
    listedLayout->addWidget(m_problem);
    listedLayout->addWidget(m_stack, 1);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    m_panel->setContent(listed);

    auto *documents = new QWidget;
    auto *documentsLayout = new QVBoxLayout(documents);
    auto *documentsHead = new QHBoxLayout;
    documentsHead->addWidget(m_part);
    documentsHead->addWidget(m_documentsFacts, 1);
    documentsLayout->addLayout(documentsHead);
    documentsLayout->addWidget(m_documents, 1);
    m_pages->addWidget(m_sources);
    m_pages->addWidget(documents);
    m_pages->addWidget(m_recipe);
    for (const QString &option : {tr("Sources"), tr("Documents"), tr("Recipe")})
        m_choice->addOption(option);
    m_choice->setCurrentIndex(0);
    m_choice->setAccessibleName(tr("What of the set is shown"));
    m_details->addHeadWidget(m_choice);
    auto *content = new QWidget;
    auto *contentLayout = new QVBoxLayout(content);
    contentLayout->setContentsMargins(0, 0, 0, 0);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_take);
    buttons->addStretch(1);
    buttons->addWidget(m_train);
    contentLayout->addWidget(m_pages, 1);
    contentLayout->addLayout(buttons);
    m_details->setContent(content);

    m_splitter->addWidget(m_panel);
    m_splitter->addWidget(m_details);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);
    Theme::instance().follow(this, [=, this] {
        const Theme &theme = Theme::instance();
        for (const int column : {SetTokens, SetDocumentsColumn, SetMade})
            m_view->setColumnWidth(column, theme.px(104));
        m_sources->setColumnWidth(PartName, theme.px(130));
        for (const int column : {PartDocuments, PartTokens, PartEpochs})
            m_sources->setColumnWidth(column, theme.px(92));
        m_documents->setColumnWidth(DocumentRow, theme.px(104));
        documentsHead->setContentsMargins(theme.px(12), theme.px(8), theme.px(12), 0);
        documentsHead->setSpacing(theme.px(8));
        documentsLayout->setContentsMargins(0, 0, 0, 0);
        buttons->setContentsMargins(theme.px(12), 0, theme.px(12), theme.px(12));
        m_recipe->setFont(theme.font(Theme::Font::CodeSmall));
    });

    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        showCurrent();
        emit currentChanged();
    });
    connect(m_choice, &SegmentedChoice::currentChanged, this, [this](int index) {
        m_pages->setCurrentIndex(index);
        requestDocuments();
    });
    connect(m_part, &QComboBox::currentIndexChanged, this, &SetsPanel::requestDocuments);
    connect(m_train, &QPushButton::clicked, this, [this] {
        if (const auto set = current())
            emit trainRequested(set);
    });
    connect(m_take, &QPushButton::clicked, this, [this] {
        if (const auto set = current())
            emit recipeRequested(set->recipe);
    });
    connect(m_documents, &QTreeView::activated, this, [this](const QModelIndex &index) {
        const auto set = current();
        const int part = m_part->currentData().toList().value(0).toInt();
        const QVariant row = index.siblingAtColumn(DocumentRow).data(Qt::UserRole);
        if (set && row.toLongLong() >= 0)
            emit sampleRequested(
                QString::fromStdString(set->recipe.sources[std::size_t(part)].corpus),
                row.toLongLong());
    });
    setSets({});
}

QStringList SetsPanel::names() const
{
    QStringList names;
    for (const auto &set : m_list.sets)
        names << QString::fromStdString(set->recipe.name);
    return names;
}

std::shared_ptr<const TrainingSet> SetsPanel::current() const
{
    const int row = m_view->currentIndex().row();
    return row >= 0 && row < m_list.sets.size() ? m_list.sets[row] : nullptr;
}

void SetsPanel::setCurrent(const QString &name)
{
    const qsizetype row = names().indexOf(name);
    if (row >= 0)
        m_view->setCurrentIndex(m_model->index(int(row), 0));
}

void SetsPanel::setSets(const SetList &list)
{
    const auto before = current();
    m_list = list;
    {
        const QSignalBlocker quiet(m_view->selectionModel());
        m_model->removeRows(0, m_model->rowCount());
        for (const auto &set : list.sets)
            m_model->appendRow({item(QString::fromStdString(set->recipe.name)),
                                item(number_text::grouped(qint64(set->tokens())), true),
                                item(number_text::grouped(qint64(set->documents())), true),
                                item(number_text::localTime(set->createdAt))});
    }
    m_stack->setCurrentIndex(list.sets.isEmpty() ? 0 : 1);
    m_problem->setVisible(!list.problems.isEmpty());
    m_problem->setBold(tr("%n sets cannot be read", "", int(list.problems.size())));
    m_problem->setPlain(list.problems.value(0));
    if (!list.sets.isEmpty()) {
        const qsizetype row =
            before ? names().indexOf(QString::fromStdString(before->recipe.name)) : 0;
        m_view->setCurrentIndex(m_model->index(std::max(0, int(row)), 0));
    }
    showCurrent();
    emit currentChanged();
}

void SetsPanel::setTrainingTokens(double tokens, const QString &training)
{
    m_trainingTokens = tokens;
    m_training = training;
    if (const auto set = current())
        showSources(*set);
}

void SetsPanel::showCurrent()
{
    const auto set = current();
    m_details->setVisible(set != nullptr);
    if (!set)
        return;
    m_details->setTitle(QString::fromStdString(set->recipe.name));
    m_details->setCaption(tr("vocabulary %1").arg(number_text::grouped(set->vocabulary)));
    showSources(*set);
    m_recipe->setPlainText(QString::fromStdString(dumpJsonPretty(toJson(set->recipe))));
    {
        const QSignalBlocker quiet(m_part);
        m_part->clear();
        for (std::size_t i = 0; i < set->parts.size(); ++i) {
            const QString title = QString::fromStdString(set->recipe.sources[i].shownTitle());
            m_part->addItem(title, QVariantList{int(i), false});
            if (set->parts[i].validationDocuments > 0)
                m_part->addItem(tr("%1, held out").arg(title), QVariantList{int(i), true});
        }
    }
    requestDocuments();
}

void SetsPanel::showSources(const TrainingSet &set)
{
    using namespace number_text;
    std::vector<double> weights;
    std::vector<std::uint64_t> tokens;
    for (std::size_t i = 0; i < set.parts.size(); ++i) {
        weights.push_back(set.recipe.sources[i].weight);
        tokens.push_back(set.parts[i].tokens);
    }
    const double budget = m_trainingTokens > 0 ? m_trainingTokens : double(set.tokens());
    const std::vector<MixShare> shares = mixShares(weights, tokens, budget);
    m_sourceModel->removeRows(0, m_sourceModel->rowCount());
    for (std::size_t i = 0; i < set.parts.size(); ++i) {
        const TrainingSetPart &part = set.parts[i];
        auto *epochs =
            item(std::isfinite(shares[i].epochs) ? significant(shares[i].epochs, 3) : u"–"_s, true);
        epochs->setToolTip(m_training);
        auto *documents = item(grouped(qint64(part.documents)), true);
        documents->setToolTip(tr("and %1 held out; %2 were in an earlier source")
                                  .arg(grouped(qint64(part.validationDocuments)),
                                       grouped(qint64(part.alreadyInEarlier))));
        m_sourceModel->appendRow({item(QString::fromStdString(set.recipe.sources[i].shownTitle())),
                                  item(filterText(set.recipe.sources[i].filter)), documents,
                                  item(grouped(qint64(part.tokens)), true), epochs});
    }
}

void SetsPanel::requestDocuments()
{
    const auto set = current();
    if (m_choice->currentIndex() != 1 || !set || m_part->currentIndex() < 0)
        return;
    m_documentModel->removeRows(0, m_documentModel->rowCount());
    m_documentsFacts->setText({});
    const QVariantList part = m_part->currentData().toList();
    emit documentsRequested(set, part.value(0).toInt(), part.value(1).toBool());
}

void SetsPanel::setDocuments(const SetDocuments &found)
{
    const auto set = current();
    const QVariantList part = m_part->currentData().toList();
    if (!set || found.folder != QString::fromStdString(set->folder.string()) ||
        found.part != part.value(0).toInt() || found.validation != part.value(1).toBool())
        return;
    m_documentModel->removeRows(0, m_documentModel->rowCount());
    for (const SetDocument &document : found.documents) {
        auto *title =
            item(document.row < 0 ? tr("%1, no longer in the corpus").arg(document.hash.left(12))
                 : document.title.isEmpty() ? document.hash.left(12)
                                            : document.title);
        auto *row =
            item(document.row < 0 ? QString() : number_text::grouped(document.row + 1), true);
        row->setData(document.row, Qt::UserRole);
        m_documentModel->appendRow({title, row});
    }
    m_documentsFacts->setText(found.documents.size() < found.total
                                  ? tr("the first %1 of %2")
                                        .arg(number_text::grouped(found.documents.size()),
                                             number_text::grouped(found.total))
                                  : tr("all %1").arg(number_text::grouped(found.total)));
    if (!found.sentence.isEmpty())
        m_documentsFacts->setText(found.sentence);
}

} // namespace phi1
