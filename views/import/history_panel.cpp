// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/import/history_panel.h"

#include <QFileInfo>
#include <QHash>
#include <QHeaderView>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/empty_state.h"
#include "views/widgets/panel.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

enum HistoryColumn { File, State, Samples, Duplicates, Problems, ColumnCount };

QString stateText(const ImportInput &input)
{
    switch (input.state) {
    case InputState::Reading:
        return HistoryPanel::tr("read up to document %1; importing it again goes on")
            .arg(grouped(qint64(input.documents)));
    case InputState::Finished:
        return HistoryPanel::tr("read to its end");
    case InputState::Broken:
        return QString::fromStdString(input.message);
    }
    return {};
}

QStandardItem *numberItem(std::uint64_t value)
{
    auto *item = new QStandardItem(grouped(qint64(value)));
    item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    return item;
}

} // namespace

HistoryPanel::HistoryPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel(tr("Imported so far")))
    , m_stack(new QStackedWidget)
    , m_empty(new EmptyState)
    , m_view(new QTreeView)
    , m_model(new QStandardItemModel(0, ColumnCount, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    m_model->setHorizontalHeaderLabels(
        {tr("File"), tr("State"), tr("Samples"), tr("Copies"), tr("Broken")});
    m_view->setModel(m_model);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setUniformRowHeights(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setAccessibleName(tr("Files that the corpus was imported from"));
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionResizeMode(State, QHeaderView::Stretch);
    m_view->setTextElideMode(Qt::ElideMiddle);
    for (const int column : {Samples, Duplicates, Problems})
        m_model->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_view->setColumnWidth(File, theme.px(220));
        for (const int column : {Samples, Duplicates, Problems})
            m_view->setColumnWidth(column, theme.px(84));
    });
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);
    m_panel->setContent(m_stack);
    show(ImportHistory{});
}

void HistoryPanel::show(const ImportHistory &history)
{
    m_model->removeRows(0, m_model->rowCount());
    QHash<QString, QStandardItem *> byPath;
    for (const ImportInput &input : history.inputs) {
        const QString path = QString::fromStdString(input.path);
        auto *file = new QStandardItem(QFileInfo(path).fileName());
        file->setToolTip(path);
        const QString state = stateText(input);
        auto *stateItem = new QStandardItem(state);
        stateItem->setToolTip(state);
        auto *copies = numberItem(input.duplicates);
        if (input.duplicateIds > 0)
            copies->setToolTip(tr("%n identifiers came again with another text; both are kept", "",
                                  int(input.duplicateIds)));
        m_model->appendRow(
            {file, stateItem, numberItem(input.samples), copies, numberItem(input.problems)});
        byPath.insert(path, file);
    }
    for (const ImportProblem &problem : history.problems) {
        QStandardItem *file = byPath.value(QString::fromStdString(problem.input));
        if (!file)
            continue;
        const QString message = QString::fromStdString(problem.message);
        auto *text = new QStandardItem(message);
        text->setToolTip(message);
        file->appendRow(
            {new QStandardItem(problem.line > 0 ? tr("line %1").arg(grouped(qint64(problem.line)))
                                                : tr("the file")),
             text});
    }
    m_panel->setCaption(history.problemCount > history.problems.size()
                            ? tr("the first %1 of %2 broken lines are listed")
                                  .arg(grouped(qint64(history.problems.size())),
                                       grouped(qint64(history.problemCount)))
                            : QString());
    m_empty->setSentence(!history.sentence.isEmpty() ? history.sentence
                         : history.corpus.isEmpty()
                             ? tr("What a corpus was imported from is listed here")
                             : tr("Nothing was imported into %1 yet").arg(history.corpus));
    m_empty->setButton({});
    m_stack->setCurrentWidget(history.inputs.empty() ? static_cast<QWidget *>(m_empty) : m_view);
}

} // namespace phi1
