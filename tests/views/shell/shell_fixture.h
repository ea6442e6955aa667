// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QLineEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QVBoxLayout>

#include "views/shell/action_registry.h"
#include "views/shell/command_palette.h"
#include "views/shell/inspector_dock.h"
#include "views/shell/main_window.h"
#include "views/shell/navigation_rail.h"
#include "views/shell/page.h"
#include "views/shell/session_feed.h"
#include "views/shell/settings.h"
#include "views/shell/settings_page.h"
#include "views/shell/shortcut_sheet.h"
#include "views/shell/status_bar.h"
#include "views/shell/window_actions.h"
#include "views/state/workspace_session.h"

namespace phi1 {

/// A page with two panels, an inspector, a search field and an action with a key of one letter.
class ExamplePage : public Page
{
    Q_OBJECT
public:
    ExamplePage(PageContext &context, const QString &name)
        : Page(context)
        , search(new QLineEdit)
        , button(new QPushButton(QStringLiteral("Begin")))
        , details(new QPushButton(QStringLiteral("Details")))
        , m_name(name)
    {
        search->setAccessibleName(QStringLiteral("Search"));
        auto *layout = new QVBoxLayout(this);
        layout->setContentsMargins({});
        upper = new QWidget;
        (new QVBoxLayout(upper))->addWidget(search);
        lower = new QWidget;
        (new QVBoxLayout(lower))->addWidget(button);
        layout->addWidget(upper);
        layout->addWidget(lower);
        layout->addStretch(1);
        context.actions.add(name + QStringLiteral(".fit"), QStringLiteral("Fit all of ") + name,
                            QKeySequence(Qt::Key_F), name, this, [this] { ++fits; });
    }

    QString id() const override { return m_name; }
    QString title() const override { return m_name; }
    QString iconName() const override { return QStringLiteral("runs"); }
    QString facts() const override { return QStringLiteral("two panels"); }
    QWidget *inspector() override { return details; }
    QString inspectorTitle() const override { return QStringLiteral("small-lr1e-3"); }
    QColor inspectorColour() const override { return Theme::instance().runColor(0); }
    QList<QWidget *> panels() const override { return {upper, lower}; }
    void focusSearch() override { search->setFocus(); }
    QVariantMap saveState() const override
    {
        return {{QStringLiteral("text"), search->text()},
                {QStringLiteral("bytes"), QByteArray("\0\xff\x01", 3)}};
    }
    void restoreState(const QVariantMap &state) override
    {
        restored = state;
        search->setText(state.value(QStringLiteral("text")).toString());
    }
    void opened(const QVariantMap &arguments) override { openedWith = arguments; }

    QLineEdit *search;
    QPushButton *button;
    QPushButton *details;
    QWidget *upper;
    QWidget *lower;
    int fits = 0;
    QVariantMap restored;
    QVariantMap openedWith;

private:
    QString m_name;
};

/// A window over an empty workspace in a temporary folder, with three pages and the settings.
class ShellFixture
{
public:
    explicit ShellFixture(const QString &folder = {})
    {
        const QString root = folder.isEmpty() ? m_folder.path() : folder;
        settings = std::make_unique<Settings>(root + QStringLiteral("/config/settings.json"),
                                              root + QStringLiteral("/window.json"));
        session = std::make_unique<WorkspaceSession>(root, QStringLiteral(PHI1_PROGRAM));
        window = std::make_unique<MainWindow>(*session, *settings);
        feed = std::make_unique<SessionFeed>(*window);
        actions = std::make_unique<WindowActions>(*window, [this] { return feed->load(); });
        for (const QString &name :
             {QStringLiteral("runs"), QStringLiteral("jobs"), QStringLiteral("samples")})
            window->addPage({name, name, QStringLiteral("runs"), QString(),
                             [name](PageContext &context) -> Page * {
                                 return new ExamplePage(context, name);
                             }});
        window->addPage({QStringLiteral("settings"), QStringLiteral("Settings"),
                         QStringLiteral("settings"), QString(),
                         [](PageContext &context) -> Page * { return new SettingsPage(context); },
                         true});
        actions->finish();
        window->restore();
    }
    ~ShellFixture()
    {
        actions.reset();
        feed.reset();
        window.reset();
    }

    void show()
    {
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(window.get()));
    }
    ExamplePage *page(const QString &name) const
    {
        return qobject_cast<ExamplePage *>(window->page(name));
    }

    std::unique_ptr<Settings> settings;
    std::unique_ptr<WorkspaceSession> session;
    std::unique_ptr<MainWindow> window;
    std::unique_ptr<SessionFeed> feed;
    std::unique_ptr<WindowActions> actions;

private:
    QTemporaryDir m_folder;
};

} // namespace phi1
